// libFuzzer's entry to FuzzHTTP; linked by Scripts/fuzz.

import Fuzz

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard FuzzHTTP.holds(bytes) else { fatalError("FuzzHTTP does not hold") }
    return 0
}
