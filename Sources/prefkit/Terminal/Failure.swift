import ArgumentParser
import Glibc
import PrefBytes
import PrefFormats
import PrefPipeline
import PrefReports

/// An error as people read it: what, where, how to fix it, and the exit status that goes with it.
struct Failure: Error {
  var lines: [String]
  var fix: String?
  var status: Int32

  /// Statuses are a contract.
  enum Status {
    static let found: Int32 = 1
    static let usage: Int32 = 64
    static let damaged: Int32 = 65
    static let noInput: Int32 = 66
    static let bug: Int32 = 70
    static let cannotCreate: Int32 = 73
    static let inputOutput: Int32 = 74
  }

  init(_ lines: [String], fix: String? = nil, status: Int32) {
    (self.lines, self.fix, self.status) = (lines, fix, status)
  }

  /// A failure that has been told already.
  static func silent(_ status: Int32) -> Failure { Failure([], status: status) }

  static func usage(_ message: String, fix: String? = nil) -> Failure {
    Failure(["error: \(message)"], fix: fix, status: Status.usage)
  }

  /// What helps after a wrong name: the nearest name, and the command that lists all.
  static func suggestion(_ name: String, _ names: [String], _ command: String) -> String {
    let nearest = Spelling.nearest(to: name, among: names).map { "did you mean \"\($0)\"? " } ?? ""
    return "\(nearest)`\(command)` lists them"
  }

  /// Prints the failure and ends the process.
  func exit(command: String?) -> Never {
    let names = PrefKitCommand.configuration.subcommands.map { $0._commandName }
    let name = command.map { names.contains($0) ? "prefkit \($0)" : "prefkit" } ?? "prefkit"
    for line in lines { Console.say(escaping: "\(name): \(line)") }
    if let fix { Console.say(escaping: "  fix: \(fix)") }
    Glibc.exit(status)
  }
}

extension Failure {
  /// Runs work and turns what it throws into a failure.
  static func reporting<Result>(_ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let error as BytesError {
      throw Failure(error)
    } catch let error as BadRowsError {
      throw Failure(error)
    } catch let error as RunError {
      throw Failure(error)
    } catch let error as FormatOptionError {
      throw Failure.usage(error.message)
    } catch let error as ReportError {
      throw Failure.usage(error.description)
    }
  }

  private init(_ error: BytesError) {
    let isOpened = error.category == .damaged || error.category == .inputOutput
    let place = isOpened ? error.offset.map { " (byte \($0) of the file)" } ?? "" : ""
    lines = ["\(error.path): error: \(error.describe())\(place)"]
    switch error.category {
    case .noInput: status = Status.noInput
    case .damaged:
      status = Status.damaged
      fix = "get the file again, or make it again from its source; nothing was written"
    case .inputOutput: status = Status.inputOutput
    case .cannotCreate: status = Status.cannotCreate
    // The reader of a pipe has what it wanted.
    case .brokenPipe: (lines, status) = ([], 0)
    }
    if case .lineTooLong = error.kind { fix = "--max-line BYTES allows longer lines" }
  }

  private init(_ error: BadRowsError) {
    lines = error.first.map(\.message)
    let total = error.counts.values.reduce(0, +)
    let counts = error.counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    let rows = "error: \(total) bad \(total == 1 ? "row" : "rows") (\(counts))"
    if error.isStrict {
      lines.append("\(rows), and --strict allows none; nothing was written")
      (fix, status) = ("--rejects FILE keeps them to look at", Status.found)
      return
    }
    lines.append("\(rows); nothing was written")
    fix =
      "--rejects FILE sets such rows aside and goes on; --skip-bad leaves them out; --format NAME reads another dialect"
    status = Status.damaged
  }

  private init(_ error: RunError) {
    switch error {
    case .usage(let message, let fix): self = .usage(message, fix: fix)
    case .damaged(let path, let fault, let fix):
      self.init(
        ["\(path):\(fault.line):\(fault.column): error: \(fault.message) (byte \(fault.byte))"],
        fix: fix ?? "get the file again, or make it again from its source; nothing was written",
        status: Status.damaged
      )
    case .cannotCreate(let path, let message, let fix):
      self.init(["\(path): error: \(message)"], fix: fix, status: Status.cannotCreate)
    case .unbalanced(let read, let accounted):
      self.init(
        ["error: \(read) records were read and \(accounted) accounted for; nothing was written"],
        fix: "this is a bug in prefkit: please report it with the command line",
        status: Status.bug
      )
    }
  }
}
