import "virtual:theme.css";
import "./base.css";
import "./drawing.css";
import { mount } from "svelte";
import type { Licence } from "./components/Annex.svelte";
import PageView from "./Page.svelte";
import { type Parts, partsOf } from "./parts";
import { WORDS } from "./text/words";

const VERSION = 2;

const text = (id: string): string | null | undefined => document.getElementById(id)?.textContent;

function start(target: HTMLElement): void {
  let parts: Parts | null = null;
  try {
    parts = partsOf(text);
  } catch (error) {
    console.error(error);
  }
  if (parts === null || parts.page.version !== VERSION) {
    target.textContent = `${WORDS.broken.en} ${WORDS.broken.ja}`;
    return;
  }
  target.replaceChildren();
  mount(PageView, {
    target,
    props: { ...parts, licences: JSON.parse(text("page-licences") ?? "[]") as Licence[] },
  });
}

const target = document.getElementById("page");
if (target) start(target);
