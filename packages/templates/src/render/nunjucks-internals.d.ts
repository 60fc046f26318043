/** What @types/nunjucks leaves out: the parts of Nunjucks that a compiler of one's own is built from. */
declare module "nunjucks/src/compiler.js" {
  import type { AstNode } from "nunjucks/src/nodes.js";

  export class Compiler {
    constructor(templateName: string, throwOnUndefined: boolean);
    buffer: string;
    compile(node: AstNode, frame?: unknown): void;
    getCode(): string;
    protected _emit(code: string): void;
    protected _emitLine(code: string): void;
    protected _compileExpression(node: AstNode, frame: unknown): void;
    protected _compileAggregate(node: AstNode, frame: unknown, start?: string, end?: string): void;
    compileSymbol(node: AstNode, frame: unknown): void;
    compileLookupVal(node: AstNode, frame: unknown): void;
    compileFunCall(node: AstNode, frame: unknown): void;
    compileFilter(node: AstNode, frame: unknown): void;
    compileIs(node: AstNode, frame: unknown): void;
    compileIn(node: AstNode, frame: unknown): void;
    compileFor(node: AstNode, frame: unknown): void;
    compileOutput(node: AstNode, frame: unknown): void;
    compileInclude(node: AstNode, frame: unknown): void;
    compileImport(node: AstNode, frame: unknown): void;
    compileFromImport(node: AstNode, frame: unknown): void;
    compileExtends(node: AstNode, frame: unknown): void;
  }
  const exports: { Compiler: typeof Compiler };
  export default exports;
}

declare module "nunjucks/src/nodes.js" {
  /** Which fields a node has depends on its `typename`. Lines and columns count from 0. */
  export interface AstNode {
    typename: string;
    lineno: number;
    colno: number;
    value: unknown;
    children: AstNode[];
    target: AstNode;
    val: AstNode;
    name: AstNode;
    args: AstNode;
    arr: AstNode;
    left: AstNode;
    right: AstNode;
    template: AstNode;
    ignoreMissing?: boolean;
  }
}

declare module "nunjucks/src/lexer.js" {
  export interface Token {
    type: string;
    value: unknown;
    lineno: number;
    colno: number;
  }
  export interface Tokenizer {
    lineno: number;
    colno: number;
    nextToken(): Token | null;
    current(): string;
    forward(): void;
  }
  const exports: { lex(source: string, options: object): Tokenizer; TOKEN_COMMENT: string };
  export default exports;
}

declare module "nunjucks/src/parser.js" {
  import type { Tokenizer } from "nunjucks/src/lexer.js";
  import type { AstNode } from "nunjucks/src/nodes.js";

  const exports: { Parser: new (tokens: Tokenizer) => { extensions: unknown[]; parseAsRoot(): AstNode } };
  export default exports;
}

declare module "nunjucks/src/transformer.js" {
  import type { AstNode } from "nunjucks/src/nodes.js";

  const exports: { transform(tree: AstNode, asyncFilters: string[]): AstNode };
  export default exports;
}
