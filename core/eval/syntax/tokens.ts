/** The tokens of Nix, their names in error messages, and the precedence of operators. */

/** Token numbers; their order carries meaning, see {@link LAST_SIMPLE} and {@link FIRST_OPERATOR}. */
export const Tok = {
  Id: 0,
  Int: 1,
  Float: 2,
  Quote: 3,
  IndQuote: 4,
  Path: 5,
  SearchPath: 6,
  Uri: 7,
  LParen: 8,
  Let: 9,
  Rec: 10,
  LBrace: 11,
  LBracket: 12,
  Dot: 13,
  OrKw: 14,
  Has: 15,
  Concat: 16,
  Mul: 17,
  Div: 18,
  Plus: 19,
  Minus: 20,
  Update: 21,
  Lt: 22,
  Gt: 23,
  Le: 24,
  Ge: 25,
  Eq: 26,
  Neq: 27,
  And: 28,
  Or: 29,
  Impl: 30,
  PipeInto: 31,
  PipeFrom: 32,
  Not: 33,
  RParen: 34,
  RBracket: 35,
  RBrace: 36,
  Semi: 37,
  Colon: 38,
  Comma: 39,
  At: 40,
  Assign: 41,
  Ellipsis: 42,
  DollarCurly: 43,
  If: 44,
  Then: 45,
  Else: 46,
  Assert: 47,
  With: 48,
  In: 49,
  Inherit: 50,
  End: 51,
  Invalid: 52,
} as const;
export type Tok = (typeof Tok)[keyof typeof Tok];

/** Tokens up to this one begin a simple expression, so they continue an application. */
export const LAST_SIMPLE = Tok.LBracket;
/** Infix operators are the tokens from here … */
export const FIRST_OPERATOR = Tok.Has;
/** … to here. */
export const LAST_OPERATOR = Tok.PipeFrom;

/** How C++ Nix 2.8 names each token in its messages. */
// prettier-ignore
const names28: readonly string[] = [
  "ID", "INT", "FLOAT", "'\"'", "IND_STRING_OPEN", "PATH", "SPATH", "URI", "'('", "LET", "REC", "'{'", "'['",
  "'.'", "OR_KW", "'?'", "CONCAT", "'*'", "'/'", "'+'", "'-'", "UPDATE", "'<'", "'>'", "LEQ", "GEQ",
  "EQ", "NEQ", "AND", "OR", "IMPL", "PIPE_INTO", "PIPE_FROM", "'!'", "')'", "']'", "'}'", "';'", "':'",
  "','", "'@'", "'='", "ELLIPSIS", "DOLLAR_CURLY", "IF", "THEN", "ELSE", "ASSERT", "WITH", "IN",
  "INHERIT", "end of file", "invalid token",
];

/** How C++ Nix 2.36 names each token in its messages. */
// prettier-ignore
const names236: readonly string[] = [
  "identifier", "integer", "floating-point literal", "'\"'", "start of an indented string", "path",
  "'<\xe2\x80\xa6>' path", "URI", "'('", "'let'", "'rec'", "'{'", "'['",
  "'.'", "'or'", "'?'", "'++'", "'*'", "'/'", "'+'", "'-'", "'//'", "'<'", "'>'", "'<='", "'>='",
  "'=='", "'!='", "'&&'", "'||'", "'->'", "'|>'", "'<|'", "'!'", "')'", "']'", "'}'", "';'", "':'",
  "','", "'@'", "'='", "'...'", "'${'", "'if'", "'then'", "'else'", "'assert'", "'with'", "'in'",
  "'inherit'", "end of file", "invalid token",
];

/** What a message calls a path that begins with `~`. */
export function homePathName(profile: "2.36" | "2.8"): string {
  return profile === "2.8" ? "HPATH" : "'~/\xe2\x80\xa6' path";
}

/** What a message calls a token. */
export function tokenName(token: Tok, profile: "2.36" | "2.8"): string {
  return (profile === "2.8" ? names28 : names236)[token] ?? "invalid token";
}

/** Precedence of the tokens that are infix operators, by token minus {@link FIRST_OPERATOR}. */
export const precedences: Uint8Array = Uint8Array.of(
  12,
  11,
  10,
  10,
  9,
  9,
  7,
  6,
  6,
  6,
  6,
  5,
  5,
  4,
  3,
  2,
  1,
  1,
);
export const PIPE_PRECEDENCE = 1;
export const NOT_PRECEDENCE = 8;
export const NEGATE_PRECEDENCE = 13;

/** How operators of one precedence group. */
export const Assoc = { Left: 0, Right: 1, None: 2 } as const;
export type Assoc = (typeof Assoc)[keyof typeof Assoc];
/** By precedence; the pipes (1) are decided by the operator itself. */
export const associativity: Uint8Array = Uint8Array.of(0, 0, 1, 0, 0, 2, 2, 1, 0, 0, 0, 1, 2, 0);
