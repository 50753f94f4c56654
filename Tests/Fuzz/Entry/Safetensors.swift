// libFuzzer's entry to FuzzSafetensors; linked by Scripts/fuzz.

import Fuzz

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard FuzzSafetensors.holds(bytes) else { fatalError("FuzzSafetensors does not hold") }
    return 0
}
