import PrefJSON
import Testing

/// Texts that are one JSON value, after the classes of Seriot's "Parsing JSON is a Minefield" (2016).
let acceptedTexts: [String] = [
  "null", "true", "false", " null ", "\t\r\n null\n", "0", "-0", "1", "-1", "10", "1234567890",
  "123456789012345678901234567890", "-123456789012345678901234567890", "0.0", "1.0", "1.5", "-0.0", "0e1", "0E0",
  "0e+1", "0e-1", "1e5", "1E5", "1e+5", "1e-5", "1.5e10", "1e400", "-1e400", "1e-400", "1e0000000000001",
  "0.00000000000000000000000000000000000000000000000000000000000000000000000001",
  #""""#, #"" ""#, #""a""#, #""\"""#, #""\\""#, #""\/""#, #""\b\f\n\r\t""#, #""\u0000""#, #""\u0061""#,
  #""\uABCD\uabcd""#,
  #""\ud83d\ude00""#, #""\uD83D\uDE00x""#, #""\uDBFF\uDFFF""#, #""\ud800\udc00""#, #""\ue000\ud7ff""#, #""\uffff""#,
  "\"\u{7F}\"", "\"é\"", "\"€\"", "\"😀\"", "\"\u{10FFFF}\"", "\"\u{FEFF}\"", "\"\u{2028}\u{2029}\"",
  "\"\u{0}\u{1}\"".filter { $0 > "\u{1F}" },
  #""http://a/b\\c""#, #""\\u0061""#, #""\\\\""#, #""\\\"""#,
  "[]", "[ ]", "[\n]", "[null]", "[1,2,3]", "[ 1 , 2 ]", "[[]]", "[[],[]]", "[[[[]]]]", "[{}]", "[\"\"]",
  "[1.0,1e1,-1]",
  "[true,false,null]", "[\"a\",\"b\"]", "[\"a,b\",\"c]d\",\"e}f\",\"g:h\"]", "[[1],[2],{\"a\":3}]",
  "{}", "{ }", "{\n}", #"{"a":1}"#, #"{ "a" : 1 }"#, #"{"a":1,"b":2}"#, #"{"":0}"#, #"{"a":{"a":{"a":1}}}"#,
  #"{"a":[],"b":{}}"#, #"[{"a":1},{"a":1}]"#, #"{"a":1,"A":2}"#, #"{"a\u0000b":1,"a":2}"#, #"{"\u0061":1,"b":2}"#,
  #"{"é":1,"é":2}"#.replacingSecondKey(with: "e\u{301}"), #"{"a":"\n\nHuman: Hi\n\nAssistant: \"ok\""}"#,
]

extension String {
  /// The same letter, once composed and once decomposed: equal to a person, two keys in JSON.
  fileprivate func replacingSecondKey(with key: String) -> String { "{\"é\":1,\"\(key)\":2}" }
}

/// A text that must be refused, and the first fault in it.
struct Refusal: Sendable, CustomTestStringConvertible {
  let text: [UInt8]
  let error: JSONError

  init(_ text: String, _ kind: JSONError.Kind, _ offset: Int) { self.init(bytes(text), kind, offset) }

  init(_ text: [UInt8], _ kind: JSONError.Kind, _ offset: Int) {
    self.text = text
    error = JSONError(kind, at: offset)
  }

  var testDescription: String { String(decoding: text, as: UTF8.self) }
}

/// Cut short, and wrong in structure.
let structureRefusals: [Refusal] = [
  Refusal("", .unexpectedEnd, 0), Refusal("   ", .unexpectedEnd, 3), Refusal("[", .unexpectedEnd, 1),
  Refusal("[1", .unexpectedEnd, 2), Refusal("[1,", .unexpectedEnd, 3), Refusal("[1, ", .unexpectedEnd, 4),
  Refusal("{", .unexpectedEnd, 1), Refusal(#"{"a"#, .unexpectedEnd, 3), Refusal(#"{"a""#, .unexpectedEnd, 4),
  Refusal(#"{"a":"#, .unexpectedEnd, 5), Refusal(#"{"a":1"#, .unexpectedEnd, 6),
  Refusal(#"{"a":1,"#, .unexpectedEnd, 7),
  Refusal("[[1]", .unexpectedEnd, 4), Refusal("\"", .unexpectedEnd, 1), Refusal("\"a", .unexpectedEnd, 2),
  Refusal(#"{"chosen":"Hi"#, .unexpectedEnd, 13), Refusal(#"["a\""#, .unexpectedEnd, 5),
  Refusal("]", .expectedValue, 0), Refusal("}", .expectedValue, 0), Refusal(",", .expectedValue, 0),
  Refusal(":", .expectedValue, 0), Refusal("[,1]", .expectedValue, 1), Refusal("[1,,2]", .expectedValue, 3),
  Refusal("[}", .expectedValue, 1), Refusal(#"{"a":}"#, .expectedValue, 5),
  Refusal(#"{"a":,"b":1}"#, .expectedValue, 5),
  Refusal("abc", .expectedValue, 0), Refusal("'a'", .expectedValue, 0), Refusal("[a]", .expectedValue, 1),
  Refusal("// c\n1", .expectedValue, 0), Refusal("\u{FEFF}1", .expectedValue, 0), Refusal("\u{A0}1", .expectedValue, 0),
  Refusal("\u{0C}1", .expectedValue, 0), Refusal("\u{0}", .expectedValue, 0), Refusal("é", .expectedValue, 0),
  Refusal("{1:2}", .expectedKey, 1), Refusal("{a:1}", .expectedKey, 1), Refusal("{'a':1}", .expectedKey, 1),
  Refusal("{,}", .expectedKey, 1), Refusal(#"{"a":1,,"b":2}"#, .expectedKey, 7),
  Refusal(#"{"a":1,2}"#, .expectedKey, 7),
  Refusal("{null:1}", .expectedKey, 1), Refusal("{[]:1}", .expectedKey, 1), Refusal("{]", .expectedKey, 1),
  Refusal(#"{"a"}"#, .expectedColon, 4), Refusal(#"{"a",1}"#, .expectedColon, 4),
  Refusal(#"{"a" 1}"#, .expectedColon, 5),
  Refusal(#"{"a"="b"}"#, .expectedColon, 4), Refusal(#"{"a" "b":1}"#, .expectedColon, 5),
  Refusal("[1 2]", .expectedCommaOrBracket, 3), Refusal("[1:2]", .expectedCommaOrBracket, 2),
  Refusal(#"["a""b"]"#, .expectedCommaOrBracket, 4), Refusal(#"["a"b]"#, .expectedCommaOrBracket, 4),
  Refusal(#"["a"1]"#, .expectedCommaOrBracket, 4), Refusal(#"[1"a"]"#, .expectedCommaOrBracket, 2),
  Refusal("[1}", .expectedCommaOrBracket, 2), Refusal(#"{"a":1]"#, .expectedCommaOrBracket, 6),
  Refusal(#"{"a":1 "b":2}"#, .expectedCommaOrBracket, 7), Refusal("[[1][2]]", .expectedCommaOrBracket, 4),
  Refusal("[1\u{0C}]", .expectedCommaOrBracket, 2), Refusal("[1\u{0C}2]", .expectedCommaOrBracket, 2),
  Refusal(#"{"a"\#u{1A}1}"#, .expectedColon, 4), Refusal(#"["a" /**/]"#, .expectedCommaOrBracket, 5),
  Refusal("[true false]", .expectedCommaOrBracket, 6), Refusal("[nullé]", .expectedCommaOrBracket, 5),
  Refusal("[1,]", .trailingComma, 2), Refusal("[1 , ]", .trailingComma, 3), Refusal(#"{"a":1,}"#, .trailingComma, 6),
  Refusal("[[],]", .trailingComma, 3),
  Refusal("1 2", .trailingContent, 2), Refusal("{}{}", .trailingContent, 2), Refusal("[]]", .trailingContent, 2),
  Refusal("null,", .trailingContent, 4), Refusal(#""a"x"#, .trailingContent, 3),
  Refusal("{}\u{0}", .trailingContent, 2),
  Refusal("[1]\n[2]", .trailingContent, 4), Refusal("true\"\"", .trailingContent, 4),
  Refusal(#""""""#, .trailingContent, 2),
]

/// Wrong numbers and words.
let scalarRefusals: [Refusal] = [
  Refusal("01", .invalidNumber, 0), Refusal("-01", .invalidNumber, 0), Refusal("00", .invalidNumber, 0),
  Refusal("[012]", .invalidNumber, 1), Refusal("+1", .invalidNumber, 0), Refusal(".5", .invalidNumber, 0),
  Refusal("[-]", .invalidNumber, 1), Refusal("[1.]", .invalidNumber, 1), Refusal("[1.e5]", .invalidNumber, 1),
  Refusal("[1e]", .invalidNumber, 1), Refusal("[1e+]", .invalidNumber, 1), Refusal("[1.2.3]", .invalidNumber, 1),
  Refusal("[1x]", .invalidNumber, 1), Refusal("[0x1F]", .invalidNumber, 1), Refusal("[1_000]", .invalidNumber, 1),
  Refusal("[--1]", .invalidNumber, 1), Refusal("[-a]", .invalidNumber, 1), Refusal("[1e1.5]", .invalidNumber, 1),
  Refusal("[1+2]", .invalidNumber, 1), Refusal("[1-]", .invalidNumber, 1), Refusal("[-.5]", .invalidNumber, 1),
  Refusal("-", .unexpectedEnd, 1), Refusal("1.", .unexpectedEnd, 2), Refusal("1e", .unexpectedEnd, 2),
  Refusal("1e-", .unexpectedEnd, 3), Refusal("tru", .unexpectedEnd, 3), Refusal("[nul", .unexpectedEnd, 4),
  Refusal("[tru]", .expectedValue, 1), Refusal("[True]", .expectedValue, 1), Refusal("[NULL]", .expectedValue, 1),
  Refusal("[nulll]", .expectedValue, 1), Refusal("[true1]", .expectedValue, 1), Refusal("None", .expectedValue, 0),
  Refusal("undefined", .expectedValue, 0),
  Refusal("NaN", .notANumberLiteral, 0), Refusal("[nan]", .notANumberLiteral, 1),
  Refusal("[Infinity]", .notANumberLiteral, 1), Refusal("[-Infinity]", .notANumberLiteral, 1),
  Refusal(#"{"a":-inf}"#, .notANumberLiteral, 5), Refusal("[+Inf]", .notANumberLiteral, 1),
]

/// Wrong strings, and keys that come twice.
let stringRefusals: [Refusal] = [
  Refusal("\"\u{1}\"", .controlCharacter, 1), Refusal("\"a\nb\"", .controlCharacter, 2),
  Refusal("[\"a\tb\"]", .controlCharacter, 3), Refusal("\"\u{0}\"", .controlCharacter, 1),
  Refusal("{\"a\u{1F}\":1}", .controlCharacter, 3),
  Refusal(#""\a""#, .invalidEscape, 1), Refusal(#""x\'""#, .invalidEscape, 2), Refusal(#""\x41""#, .invalidEscape, 1),
  Refusal(#""\u12""#, .invalidEscape, 1), Refusal(#""\u12G4""#, .invalidEscape, 1),
  Refusal(#""\U0041""#, .invalidEscape, 1),
  Refusal("\"\\\n\"", .invalidEscape, 1), Refusal(#"{"\q":1}"#, .invalidEscape, 2),
  Refusal(#""\ud83d\u12""#, .invalidEscape, 7),
  Refusal(#""\u+123""#, .invalidEscape, 1), Refusal(#""\u 123""#, .invalidEscape, 1),
  Refusal(#""\ué000""#, .invalidEscape, 1),
  Refusal(#""\"#, .unexpectedEnd, 2), Refusal(#""\u12"#, .unexpectedEnd, 5), Refusal(#""\ud83d"#, .unexpectedEnd, 7),
  Refusal(#""\ud83d\"#, .unexpectedEnd, 8),
  Refusal(#""\ud83d""#, .loneSurrogate, 1), Refusal(#""\ude00""#, .loneSurrogate, 1),
  Refusal(#""ab\ud83dx""#, .loneSurrogate, 3),
  Refusal(#""\ud83d\ud83d""#, .loneSurrogate, 1), Refusal(#""\ude00\ud83d""#, .loneSurrogate, 1),
  Refusal(#""\ud83d\u0041""#, .loneSurrogate, 1), Refusal(#""\ud83d\n""#, .loneSurrogate, 1),
  Refusal(#"{"\udfff":1}"#, .loneSurrogate, 2), Refusal(#"{"a":"\ud800\ue000"}"#, .loneSurrogate, 6),
  Refusal(#""\udbff\udbff\udfff""#, .loneSurrogate, 1),
  Refusal(hex("22 80 22"), .invalidUTF8, 1), Refusal(hex("22 61 FF 22"), .invalidUTF8, 2),
  Refusal(hex("22 C0 AF 22"), .invalidUTF8, 1), Refusal(hex("22 C3 22"), .invalidUTF8, 1),
  Refusal(hex("22 E2 82 22"), .invalidUTF8, 1), Refusal(hex("22 E0 80 80 22"), .invalidUTF8, 1),
  Refusal(hex("22 ED A0 80 22"), .invalidUTF8, 1), Refusal(hex("22 F4 90 80 80 22"), .invalidUTF8, 1),
  Refusal(hex("22 F0 80 80 80 22"), .invalidUTF8, 1), Refusal(hex("22 F8 88 80 80 80 22"), .invalidUTF8, 1),
  Refusal(hex("22 F0 9F 98"), .invalidUTF8, 1), Refusal(hex("FF FE 31 00"), .invalidUTF8, 0),
  Refusal(hex("5B 31 FF 5D"), .invalidUTF8, 2), Refusal(hex("7B 22 FF 22 3A 31 7D"), .invalidUTF8, 2),
  Refusal(hex("7B C3 28"), .invalidUTF8, 1),
  Refusal(#"{"a":1,"a":2}"#, .duplicateKey(range: 7..<10), 7),
  Refusal(#"{"a":1,"\u0061":2}"#, .duplicateKey(range: 7..<15), 7),
  Refusal(#"{"":1,"b":{"":1},"":2}"#, .duplicateKey(range: 17..<19), 17),
  Refusal(#"[{"x":{"k":1,"l":2,"k":[}}]"#, .duplicateKey(range: 19..<22), 19),
  Refusal(#"{"\n":1,"\u000A":2}"#, .duplicateKey(range: 8..<16), 8),
  Refusal(#"{"é":1,"\u00e9":2}"#, .duplicateKey(range: 8..<16), 8),
]
