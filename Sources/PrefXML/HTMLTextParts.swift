import Glibc

/// The lists that are open around a point, each with the number of its next item.
struct ListNesting {
  private var next: [Int?] = []

  var isEmpty: Bool { next.isEmpty }

  /// Opens a list; `nil` for one without numbers.
  mutating func open(first: Int?) { next.append(first) }

  mutating func close() { _ = next.popLast() }

  mutating func removeAll() { next.removeAll(keepingCapacity: true) }

  /// The frame of the next item; an item outside of any list has a dash.
  mutating func nextItem() -> TextLines.Frame {
    guard let last = next.indices.last, let number = next[last] else {
      return .item(mark: Array("- ".utf8), isWritten: false)
    }
    next[last] = number &+ 1
    return .item(mark: Array("\(number). ".utf8), isWritten: false)
  }
}

/// A link whose text is being written.
struct LinkInProgress {
  var isOpen = false
  private(set) var target: [UInt8] = []
  /// Where its text begins in the output; `nil` until there is some.
  private(set) var start: Int?

  /// Opens a link, unless its target says nothing outside of its page.
  mutating func open(_ url: UnsafeRawBufferPointer) {
    isOpen = unsafe !url.isEmpty && url[0] != UInt8(ascii: "#") && !url.starts(with: "javascript:".utf8)
    target.removeAll(keepingCapacity: true)
    unsafe target.append(contentsOf: url)
    start = nil
  }

  /// Notes that text is written at an offset of the output.
  mutating func noteStart(_ offset: Int) {
    if isOpen && start == nil { start = offset }
  }
}

/// Finds attributes in libxml2's list of names and values that ends in a null pointer.
enum HTMLAttribute {
  static func value(
    _ name: StaticString,
    in attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
  ) -> UnsafePointer<UInt8>? {
    guard var pair = unsafe attributes else { return nil }
    while let key = unsafe pair[0] {
      // Both end in a zero byte.
      let isFound =
        unsafe strcmp(
          UnsafeRawPointer(key).assumingMemoryBound(to: CChar.self),
          UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
        ) == 0
      if isFound { return unsafe pair[1] }
      unsafe pair += 2
    }
    return nil
  }
}
