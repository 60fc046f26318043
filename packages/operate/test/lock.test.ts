import { ProblemError } from "@logstead/base";
import { expect, it } from "vitest";
import { alone } from "../src/up/lock.ts";

it("a second run of the same environment is told who the first is, and one of another is let through", async () => {
  await alone("first", async () => {
    const refused = await alone("first", async () => "done").catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ProblemError);
    expect((refused as ProblemError).problems[0]).toMatchObject({
      code: "environment-busy",
      got: expect.stringContaining(`pid ${process.pid}`),
    });
    expect(await alone("second", async () => "done")).toBe("done");
  });
  expect(await alone("first", async () => "done")).toBe("done");
});
