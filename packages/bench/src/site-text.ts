/** A site of `count` hosts, six YAML lines each, with what they share in two groups. */
export function siteText(count: number): string {
  const lines = [
    "site: {name: bench}",
    "loki: {url: 'https://10.255.0.1:3100'}",
    "labels: {allowed: [job, kind, host, source, level, unit, rack]}",
    "groups:",
    "  servers: {containerLogs: journald, sources: {nginx: {type: files, paths: [/var/log/nginx/*.log]}}}",
    "  racked: {collector: {agent: alloy}}",
    "hosts:",
  ];
  for (let i = 0; i < count; i++)
    lines.push(
      `  node${String(i).padStart(5, "0")}:`,
      `    address: 10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}/8`,
      "    groups: [servers, racked]",
      `    description: worker ${i}`,
      "    labels:",
      `      rack: r${i % 40}`,
    );
  return lines.join("\n");
}
