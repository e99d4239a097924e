import { expect, test } from "vitest";
import type { KeptResponses } from "../src/document";
import { unpacked } from "../src/response";

const said = (text: string) => ({ en: text, ja: text });

const KEPT: KeptResponses = {
  picked_by: "before",
  note: said(""),
  texts: [said("staff"), said("assesses"), said("reports")],
  kinds: { assess: said("assessment"), report: said("report") },
  milestones: { decided: said("decided") },
  lanes: [
    { id: "joint", name: said("Joint Staff"), nation: "A" },
    { id: "radar", name: said("Radar"), nation: "A" },
  ],
  acts: [
    {
      id: "r",
      kind: "report",
      lane: "radar",
      to: "joint",
      who: 0,
      what: 2,
      rule: "",
      where: "a:1",
    },
    { id: "a", kind: "assess", lane: "joint", to: null, who: 0, what: 1, rule: "", where: "a:2" },
  ],
  kept: [
    {
      id: "launch/7/4",
      incident: { id: "launch", name: said("Launch") },
      how: said("the median"),
      place: said("Strait"),
      arrived_h: 3,
      moment: said(""),
      milestone: { id: "decided", name: said("decided") },
      deadline_h: 4,
      courses: [
        {
          design: "before",
          answered_h: 2.5,
          sentence: said(""),
          lanes: ["joint", "radar"],
          acts: [0, 1, 1],
          start_h: [0, 1, 2],
          hours: [1, 1, 0.5],
          queue_h: [0, 0.25, 0],
          closed_h: [0, 0, 0.1],
          on_path: [0, 2],
          milestones: { decided: 2.5 },
        },
      ],
    },
  ],
};

test("a kept response is drawn with its own times and the shared texts", () => {
  const course = unpacked(KEPT, 0)?.courses[0];
  expect(course?.lanes.map((lane) => lane.name.en)).toEqual(["Joint Staff", "Radar"]);
  expect(
    course?.steps.map((step) => [step.what.en, step.kind_name.en, step.start_h, step.on_path]),
  ).toEqual([
    ["reports", "report", 0, true],
    ["assesses", "assessment", 1, false],
    ["assesses", "assessment", 2, true],
  ]);
  expect(course?.steps.map((step) => [step.queue_h, step.closed_h])).toEqual([
    [0, 0],
    [0.25, 0],
    [0, 0.1],
  ]);
  expect(course?.milestones).toEqual([{ id: "decided", name: said("decided"), hours: 2.5 }]);
  expect(unpacked(KEPT, 1)).toBe(null);
});
