import { problem } from "@logstead/base";
import lexer, { type Token, type Tokenizer } from "nunjucks/src/lexer.js";
import type { AstNode } from "nunjucks/src/nodes.js";
import parser from "nunjucks/src/parser.js";
import transformer from "nunjucks/src/transformer.js";
import { StrictCompiler } from "./compiler.ts";
import { tags } from "./delimiters.ts";
import { type strictFor, TemplateFailure } from "./strict.ts";

type Known = ConstructorParameters<typeof StrictCompiler>[1];

/** A template's text as the functions that Nunjucks runs for it. */
export function compileTemplate(
  file: string,
  source: string,
  known: Known,
  strict: ReturnType<typeof strictFor>,
  marked: boolean,
): Record<string, unknown> {
  const compiler = new StrictCompiler(file, known, marked);
  compiler.compile(transformer.transform(parse(file, source), []));
  return new Function("strict", compiler.getCode())(strict) as Record<string, unknown>;
}

function parse(file: string, source: string): AstNode {
  const tokens = lexer.lex(source, { tags, trimBlocks: true, lstripBlocks: true });
  const next = tokens.nextToken.bind(tokens);
  tokens.nextToken = () => withoutItsLine(next(), tokens);
  const templateParser = new parser.Parser(tokens);
  templateParser.extensions = [];
  try {
    return templateParser.parseAsRoot();
  } catch (error) {
    const { lineno, colno, message } = error as Error & { lineno?: number; colno?: number };
    // The lexer's own errors have no place: they happen where it stands.
    const [line, column] = [lineno ?? tokens.lineno + 1, colno ?? tokens.colno + 1];
    throw new TemplateFailure(
      problem("template-syntax", `${message.replace(/^\(unknown path\)\s*/, "")}.`, { file, line, column }),
    );
  }
}

/** A comment alone on its line takes the line end with it, as blocks do. */
function withoutItsLine(token: Token | null, tokens: Tokenizer): Token | null {
  if (token?.type === lexer.TOKEN_COMMENT && token.colno === 0 && tokens.current() === "\n") tokens.forward();
  return token;
}
