import { problem } from "@logstead/base";
import internals from "nunjucks/src/compiler.js";
import type { AstNode } from "nunjucks/src/nodes.js";
import { expressionText } from "./expression.ts";
import { mark } from "./marks.ts";
import { TemplateFailure } from "./strict.ts";

/** Tests and filters whose first operand may be missing in its last step: `a.b is defined`, `a.b | default(1)`. */
const asking = new Set(["defined", "undefined", "default", "d"]);

/**
 * Nunjucks' compiler, with a check around everything that could be missing. Nunjucks' own `throwOnUndefined`
 * looks at what is written out only: conditions, loops, arguments and steps inside a path pass it as nothing.
 */
export class StrictCompiler extends internals.Compiler {
  readonly #file: string;
  readonly #known: { filter(name: string): boolean; test(name: string): boolean };
  readonly #marked: boolean;
  readonly #lenient = new WeakSet<AstNode>();
  readonly #wrapped = new WeakMap<AstNode, (text: string) => string>();

  constructor(
    file: string,
    known: { filter(name: string): boolean; test(name: string): boolean },
    marked = false,
  ) {
    super(file, false);
    this.#file = file;
    this.#known = known;
    this.#marked = marked;
  }

  override _compileExpression(node: AstNode, frame: unknown): void {
    const call = this.#wrapped.get(node);
    const [before, after] = call ? (call("\0").split("\0") as [string, string]) : ["", ""];
    this._emit(before);
    super._compileExpression(node, frame);
    this._emit(after);
  }

  override compileSymbol(node: AstNode, frame: { lookup(name: string): string | undefined }): void {
    const name = String(node.value);
    const local = frame.lookup(name);
    const lenient = this.#lenient.has(node);
    if (local) this._emit(`strict.local(${local}, ${at(node)}, ${lenient})`);
    else this._emit(`strict.symbol(frame, context, ${JSON.stringify(name)}, ${at(node)}, ${lenient})`);
  }

  override compileLookupVal(node: AstNode, frame: unknown): void {
    this._emit("strict.member((");
    this._compileExpression(node.target, frame);
    this._emit("), (");
    this._compileExpression(node.val, frame);
    this._emit(`), ${at(node)}, ${this.#lenient.has(node)})`);
  }

  override compileFunCall(node: AstNode, frame: unknown): void {
    this._emit("strict.call((");
    this._compileExpression(node.name, frame);
    this._emit("), context, ");
    this._compileAggregate(node.args, frame, "[", "]");
    this._emit(`, ${at(node)})`);
  }

  override compileFilter(node: AstNode, frame: unknown): void {
    const name = String(node.name.value);
    if (!this.#known.filter(name)) this.#refuse(node, `There is no filter "${name}".`);
    if (asking.has(name) && node.args.children[0]) this.#lenient.add(node.args.children[0]);
    this._emit(`strict.filter(${JSON.stringify(name)}, env.getFilter(${JSON.stringify(name)}), context, `);
    this._compileAggregate(node.args, frame, "[", "]");
    this._emit(`, ${at(node)})`);
  }

  override compileIs(node: AstNode, frame: unknown): void {
    const name = String(node.right.name ? node.right.name.value : node.right.value);
    if (!this.#known.test(name)) this.#refuse(node, `There is no test "${name}".`);
    if (asking.has(name)) this.#lenient.add(node.left);
    super.compileIs(node, frame);
  }

  override compileFor(node: AstNode, frame: unknown): void {
    const names = node.name.typename === "Array" ? node.name.children.length : 1;
    this.#wrapped.set(node.arr, (text) => `strict.loop(${text}, ${names}, ${at(node.arr)})`);
    super.compileFor(node, frame);
  }

  override compileOutput(node: AstNode, frame: unknown): void {
    for (const child of node.children) {
      this._emit(`${this.buffer} += `);
      if (child.typename === "TemplateData") {
        this._emitLine(`${literal(this.#withMarks(String(child.value), child.lineno + 1))};`);
        continue;
      }
      if (this.#marked) this._emit(`${literal(mark(this.#file, child.lineno + 1))} + `);
      this._emit("strict.output((");
      this.compile(child, frame);
      this._emitLine(`), ${at(child)});`);
    }
  }

  override compileInclude(node: AstNode, frame: unknown): void {
    this.#checkTemplate(node);
    super.compileInclude(node, frame);
  }

  override compileImport(node: AstNode, frame: unknown): void {
    this.#checkTemplate(node);
    super.compileImport(node, frame);
  }

  override compileFromImport(node: AstNode, frame: unknown): void {
    this.#checkTemplate(node);
    super.compileFromImport(node, frame);
  }

  override compileExtends(node: AstNode, frame: unknown): void {
    this.#checkTemplate(node);
    super.compileExtends(node, frame);
  }

  /** A template's text with a mark at the start of each of its lines. */
  #withMarks(text: string, line: number): string {
    if (!this.#marked) return text;
    return text
      .split("\n")
      .map((part, i) => mark(this.#file, line + i) + part)
      .join("\n");
  }

  #checkTemplate(node: AstNode): void {
    if (!node.ignoreMissing)
      this.#wrapped.set(node.template, (text) => `strict.template(${text}, ${at(node.template)})`);
  }

  #refuse(node: AstNode, message: string): never {
    const [line, column] = [node.lineno + 1, node.colno + 1];
    throw new TemplateFailure(problem("template-unknown-name", message, { file: this.#file, line, column }));
  }
}

const literal = (text: string) =>
  JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
const at = (node: AstNode) => JSON.stringify([node.lineno + 1, node.colno + 1, expressionText(node)]);
