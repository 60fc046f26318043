export { openTemplates, type Rendered, type Templates } from "./render/templates.ts";
export { type RenderedFile, type RenderedTree, renderedTree, type TreeResult } from "./tree/tree.ts";
