export { diffTrees, type FileDiff } from "./diff/diff.ts";
export type { ValueChange } from "./diff/values.ts";
export { countFiles, diffJson, diffMarkdown, diffText } from "./diff/views.ts";
export { openTemplates, type Rendered, type Templates } from "./render/templates.ts";
export { onHost, type Product, type SiteFile } from "./site/file.ts";
export { siteFiles, siteTree } from "./site/render.ts";
export { type RenderedFile, type RenderedTree, renderedTree, type TreeResult } from "./tree/tree.ts";
export type { WritePlan } from "./write/plan.ts";
export { checkTree, readTree, type WriteResult, writeTree } from "./write/write.ts";
