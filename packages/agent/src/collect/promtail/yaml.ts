import { Document, isScalar, visit } from "yaml";

/** A list of words on one line is easier to read up to here. */
const lineLength = 100;

/** YAML as a person writes it: short lists of words in brackets, no wrapped lines, no anchors. */
export function yaml(data: unknown): string {
  const document = new Document(data, { aliasDuplicateObjects: false });
  visit(document, {
    Seq(_, list) {
      const words = list.items.map((item) => (isScalar(item) ? String(item.value) : undefined));
      if (words.every((word) => word !== undefined) && words.join(", ").length <= lineLength)
        list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}
