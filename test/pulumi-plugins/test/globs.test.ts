import { describe, expect, it } from "vitest";
import { globPattern, selectPaths } from "../src/command/globs.ts";

describe("globs", () => {
  it.each([
    ["*", "a.txt", true],
    ["*", "a/b", false],
    ["**", "a/b", true],
    ["**.txt", "a/b.txt", true],
    ["a/**/c", "a/b/d/c", true],
    ["?.txt", "a.txt", true],
    ["?", "/", false],
    ["[a-c].txt", "b.txt", true],
    ["[!a-c].txt", "b.txt", false],
    ["[^]", "^", true],
    ["{a,b*}.txt", "bc.txt", true],
    ["{a,b}.txt", "c.txt", false],
    ["{a,{b,c}}", "c", true],
    ["a\\*", "a*", true],
    ["a\\*", "ab", false],
    ["a.b+(c)|d$", "a.b+(c)|d$", true],
    ["a.b", "aXb", false],
    ["a,b", "a,b", true],
  ])("%s and %s: %s", (glob, path, matches) => {
    expect(globPattern(glob).test(path)).toBe(matches);
  });

  it("take files out again, in the order of the rules", () => {
    const paths = ["assets/logo.svg", "src/index.js", "src/secret.js"];
    expect(selectPaths(["assets/**", "src/**.js", "!**secret.*"], paths)).toEqual(paths.slice(0, 2));
    expect(selectPaths(["!**secret.*", "src/**.js"], paths)).toEqual(paths.slice(1));
  });
});
