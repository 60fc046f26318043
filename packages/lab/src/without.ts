/** What can be done on a machine that cannot have the lab; printed with every refusal. */
export const withoutLab =
  "without the lab these still work: inventory, render, verify, diff, preview, the detector, and test --fast";
