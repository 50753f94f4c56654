// libFuzzer's entry to FuzzInference; linked by Scripts/fuzz.

import Fuzz

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard FuzzInference.holds(bytes) else { fatalError("FuzzInference does not hold") }
    return 0
}
