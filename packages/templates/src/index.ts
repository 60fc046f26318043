export { openTemplates, type Rendered, type Templates } from "./render/templates.ts";
