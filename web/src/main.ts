import "virtual:theme.css";
import "./base.css";
import "./drawing.css";
import { mount } from "svelte";
import type { Licence } from "./components/Annex.svelte";
import type { Page } from "./document";
import PageView from "./Page.svelte";
import { WORDS } from "./text/words";

const VERSION = 1;

function json(id: string): unknown {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}

function start(target: HTMLElement): void {
  let page: Page | null = null;
  try {
    page = json("page-data") as Page | null;
  } catch (error) {
    console.error(error);
  }
  if (page === null || page.version !== VERSION) {
    target.textContent = `${WORDS.broken.en} ${WORDS.broken.ja}`;
    return;
  }
  target.replaceChildren();
  mount(PageView, {
    target,
    props: { page, licences: (json("page-licences") ?? []) as Licence[] },
  });
}

const target = document.getElementById("page");
if (target) start(target);
