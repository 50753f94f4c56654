// libFuzzer's entry to FuzzJSON; linked by Scripts/fuzz.

import Fuzz

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard FuzzJSON.holds(bytes) else { fatalError("FuzzJSON does not hold") }
    return 0
}
