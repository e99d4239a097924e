// Every string of the interface, in both languages. A missing one does not compile.
import type { Said } from "../document";

export type Lang = "en" | "ja";

type Both = Record<Lang, string>;

const both = <K extends string>(words: Record<K, Both>): Record<K, Both> => words;

export const WORDS = both({
  // frame
  skip: { en: "Skip to the answer", ja: "回答へ移動" },
  contents: { en: "Contents", ja: "目次" },
  language: { en: "Language", ja: "言語" },
  theme: { en: "Colours", ja: "配色" },
  themeAuto: { en: "As the system", ja: "自動" },
  themeLight: { en: "Light", ja: "明るい" },
  themeDark: { en: "Dark", ja: "暗い" },
  print: { en: "Print", ja: "印刷" },
  broken: {
    en: "The data of this page cannot be read. Make the page anew with renkei report.",
    ja: "このページのデータを読み取れません。renkei report で作り直してください。",
  },
  sectionAnswer: { en: "The answer", ja: "回答" },
  sectionHowLong: { en: "How long it takes", ja: "所要時間" },
  sectionWhere: { en: "Where the time goes", ja: "時間の内訳" },
  sectionResponse: { en: "One response as it happened", ja: "対応の一例" },
  sectionOrbat: { en: "Order of battle", ja: "編成" },
  sectionMap: { en: "Map", ja: "地図" },
  sectionReadiness: { en: "Readiness and stocks", ja: "即応態勢と備蓄" },
  sectionAnnex: { en: "Annex", ja: "付録" },

  navAnswer: { en: "Answer", ja: "回答" },
  navHowLong: { en: "How long", ja: "所要時間" },
  navWhere: { en: "Where time goes", ja: "時間の内訳" },
  navResponse: { en: "One response", ja: "対応の一例" },
  navOrbat: { en: "Order of battle", ja: "編成" },
  navMap: { en: "Map", ja: "地図" },
  navReadiness: { en: "Readiness", ja: "即応・備蓄" },
  navAnnex: { en: "Annex", ja: "付録" },

  // answer
  question: { en: "Question", ja: "問い" },
  verdicts: { en: "Verdict by incident type and design", ja: "事案・編成案別の判定" },
  verdictsHelp: {
    en: "Each design against the baseline, in the same worlds with the same luck. In brackets the interval of the difference. A verdict allows for the number of comparisons and for differences too small to matter, so it is stricter than its interval.",
    ja: "各編成案を基準案と比較（同じ想定世界・同じ偶然）。括弧内は差の信頼区間。判定は比較の件数と意味のない小差を考慮するため、区間だけによる判断より厳しい。",
  },
  measureColumn: { en: "Incident and measure", ja: "事案と指標" },
  baseline: { en: "baseline", ja: "基準案" },
  better: { en: "better", ja: "改善" },
  worse: { en: "worse", ja: "悪化" },
  equivalent: { en: "equivalent", ja: "同等" },
  undecided: { en: "undecided", ja: "未決" },
  "too few": { en: "too few", ja: "事案不足" },
  notAsked: { en: "not asked", ja: "対象外" },
  key: { en: "Key", ja: "凡例" },
  supplyDiffers: { en: "Readiness and supply", ja: "即応態勢と備蓄" },
  price: { en: "What it costs (billets of headquarters)", ja: "費用（司令部の定員）" },
  design: { en: "Design", ja: "編成案" },
  designs: { en: "Designs", ja: "編成案" },
  why: { en: "Why", ja: "理由" },
  turns: { en: "What would turn it round", ja: "結論が変わる条件" },
  alike: { en: "No difference", ja: "差がないもの" },
  open: { en: "Undecided", ja: "未決のもの" },
  rare: { en: "Too rare", ja: "事案が少ないもの" },
  furtherFindings: { en: "Further differences", ja: "その他の差" },
  howFound: { en: "How this was found", ja: "判定の方法" },
  levelsHead: { en: "What the levels mean", ja: "水準の意味" },

  // charts
  variant: { en: "Show", ja: "表示" },
  search: { en: "Search", ja: "検索" },
  numbers: { en: "Numbers", ja: "数値" },
  rowsCount: { en: "rows", ja: "行" },
  downloadCsv: { en: "CSV", ja: "CSV" },
  downloadSvg: { en: "SVG", ja: "SVG" },
  downloadPng: { en: "PNG", ja: "PNG" },
  download: { en: "Download", ja: "ダウンロード" },
  chartFailed: { en: "This chart cannot be drawn.", ja: "この図は描画できません。" },
  noMatch: { en: "Nothing matches.", ja: "該当なし" },
  yes: { en: "yes", ja: "はい" },
  no: { en: "no", ja: "いいえ" },

  // swimlane
  atOnce: { en: "at once", ja: "即時" },
  byTime: { en: "By time", ja: "所要時間による選択" },
  stepsAll: { en: "All steps", ja: "全工程" },
  stepsPath: { en: "Critical path only", ja: "クリティカルパスのみ" },
  against: { en: "against", ja: "比較対象" },
  steps: { en: "Steps", ja: "工程" },
  timeAxis: { en: "Axis of time", ja: "時間軸" },
  axisEven: { en: "Even", ja: "等間隔" },
  axisStretched: { en: "Start enlarged", ja: "初期を拡大" },
  axisNote: { en: "start enlarged", ja: "初期を拡大" },
  work: { en: "Work", ja: "作業" },
  queue: { en: "Waits in a queue", ja: "順番待ち" },
  closed: { en: "Waits for office hours", ja: "時間外待ち" },
  offPath: { en: "Not on the critical path", ja: "クリティカルパス外" },
  aside: { en: "Nothing waits for it", ja: "待つ工程なし" },
  messageArrow: { en: "Message", ja: "伝達" },
  milestone: { en: "Milestone", ja: "節目" },
  deadline: { en: "Deadline", ja: "期限" },
  answered: { en: "Answered after", ja: "完了まで" },
  notAnswered: { en: "Not answered before the run ended", ja: "実行終了までに完了せず" },
  sinceEvent: { en: "Time since the event", ja: "発生からの時間" },
  rule: { en: "Rule", ja: "規則" },
  scenarioLine: { en: "Scenario", ja: "シナリオ" },
  starts: { en: "Starts", ja: "開始" },
  takes: { en: "Takes", ja: "所要" },
  stepHint: {
    en: "Arrow keys walk through the steps.",
    ja: "矢印キーで工程を移動できます。",
  },
  stepNone: {
    en: "Point at a step, or reach it by keyboard, for its rule and its line in the scenario.",
    ja: "工程を指すかキーボードで選ぶと、規則とシナリオの該当行を表示します。",
  },
  soFar: { en: "So far", ja: "これまでの経過" },
  stepNoneLive: {
    en: "Point at a step, or reach it by keyboard, for who does it and how long.",
    ja: "工程を指すかキーボードで選ぶと、担当と所要時間を表示します。",
  },
  sameLuck: {
    en: "Both designs in the same world with the same luck, on the same axis of time.",
    ja: "両案とも同じ想定世界・同じ偶然。時間軸は共通。",
  },

  // order of battle
  phase: { en: "Phase", ja: "段階" },
  expandAll: { en: "Open all", ja: "すべて開く" },
  collapseAll: { en: "Close all", ja: "すべて閉じる" },
  solidLine: { en: "Command (COCOM, OPCON, TACON)", ja: "指揮（COCOM・OPCON・TACON）" },
  dashedLine: { en: "Administration (ADCON)", ja: "管理（ADCON）" },
  dottedLine: { en: "Support, coordination", ja: "支援・調整" },
  changedLine: { en: "New in this design", ja: "この案で新設" },
  goneLine: { en: "Only in the baseline", ja: "基準案のみ" },
  changed: { en: "new", ja: "新" },
  gone: { en: "gone", ja: "廃止" },
  units: { en: "units", ja: "部隊" },
  below: { en: "below", ja: "隷下" },
  showAlso: { en: "Show also", ja: "追加表示" },
  superiors: { en: "Under", ja: "上級" },
  subordinates: { en: "Over", ja: "隷下" },
  treeHint: {
    en: "Arrow keys walk the tree; Enter opens and closes.",
    ja: "矢印キーで移動、Enter で開閉。",
  },
  otherRelations: { en: "Other relationships", ja: "その他の関係" },
  choosePost: {
    en: "Choose a headquarters or unit for its relationships.",
    ja: "司令部又は部隊を選ぶと、その関係を表示します。",
  },
  changesHead: { en: "What the design changes", ja: "この案による変更" },
  noChanges: {
    en: "No relationship differs from the baseline.",
    ja: "基準案との違いはありません。",
  },
  onlyFor: { en: "for", ja: "対象：" },

  // map
  play: { en: "Play", ja: "再生" },
  pause: { en: "Pause", ja: "一時停止" },
  speed: { en: "Speed", ja: "速度" },
  perSecond: { en: "per second", ja: "／秒" },
  nextMilestone: { en: "Next milestone", ja: "次の節目" },
  previousMilestone: { en: "Previous milestone", ja: "前の節目" },
  time: { en: "Time", ja: "時刻" },
  zoomIn: { en: "Zoom in", ja: "拡大" },
  zoomOut: { en: "Zoom out", ja: "縮小" },
  zoomAll: { en: "Whole area", ja: "全体表示" },
  zoomFirst: { en: "Theatre", ja: "主要域" },
  begins: { en: "begins", ja: "発生" },
  mapHint: {
    en: "Drag to move, + and − to zoom; arrow keys when the map has the focus.",
    ja: "ドラッグで移動、＋／−で拡大縮小。地図選択中は矢印キーで移動。",
  },
  incident: { en: "Incident", ja: "事案" },
  replication: { en: "Replication", ja: "反復" },
  unitMoving: { en: "Units under way", ja: "移動中の部隊" },
  unitReadying: { en: "Units making ready", ja: "準備中の部隊" },
  messageMoving: { en: "Messages under way", ja: "伝達中" },
  headquarters: { en: "Headquarters", ja: "司令部" },
  unit: { en: "Unit", ja: "部隊" },
  place: { en: "Place", ja: "場所" },
  stateReadying: { en: "making ready", ja: "準備中" },
  stateMoving: { en: "under way", ja: "移動中" },
  stateStaying: { en: "on station", ja: "現場" },
  stateReturning: { en: "returning", ja: "帰投中" },
  linkMoment: { en: "Link to this moment", ja: "この時刻へのリンク" },
  landSource: {
    en: "Land: Natural Earth, 1:10 million, public domain",
    ja: "陸地：Natural Earth 1:1000万（パブリックドメイン）",
  },
  mapNumbers: {
    en: "A number beside a symbol: so many headquarters and units there.",
    ja: "記号の横の数字：その場所の司令部・部隊の数。",
  },
  beyondMap: { en: "Beyond this map", ja: "図外" },
  nothingHappens: { en: "Nothing is under way.", ja: "進行中の事象はありません。" },

  // annex
  methodHead: { en: "Method", ja: "方法" },
  provenance: { en: "Provenance", ja: "来歴" },
  commandHead: { en: "The command that makes this again", ja: "再現コマンド" },
  copy: { en: "Copy", ja: "コピー" },
  copied: { en: "Copied", ja: "コピーしました" },
  assumptions: { en: "Assumptions", ja: "前提" },
  assumptionPath: { en: "Number", ja: "項目" },
  value: { en: "Value", ja: "値" },
  range: { en: "Range", ja: "範囲" },
  source: { en: "Source", ja: "出典" },
  standing: { en: "Rests on", ja: "根拠" },
  confidence: { en: "Confidence", ja: "確度" },
  all: { en: "All", ja: "すべて" },
  standing_sourced: { en: "source", ja: "出典あり" },
  standing_unverified: { en: "source not looked up", ja: "出典未確認" },
  standing_guess: { en: "guess", ja: "推測" },
  standing_choice: { en: "choice", ja: "設定" },
  standing_none: { en: "neither", ja: "なし" },
  confidence_high: { en: "high", ja: "高" },
  confidence_medium: { en: "medium", ja: "中" },
  confidence_low: { en: "low", ja: "低" },
  confidence_guess: { en: "guess", ja: "推測" },
  sources: { en: "Sources", ja: "出典一覧" },
  licences: { en: "Works of others in this page", ja: "第三者ソフトウェア" },
  showMore: { en: "Show more", ja: "さらに表示" },
  of: { en: "of", ja: "／" },
  shown: { en: "shown", ja: "件表示" },
  figuresNote: {
    en: "Beside each figure: its numbers as a table and as CSV, the chart as SVG and PNG.",
    ja: "各図の横から、数値を表とCSVで、図をSVGとPNGで取り出せます。",
  },
  figuresHead: { en: "Figures", ja: "図一覧" },
});

export type WordKey = keyof typeof WORDS;

/** A string of the interface. */
export function word(key: WordKey, lang: Lang): string {
  return WORDS[key][lang];
}

const RELATIONSHIPS: Record<string, Both> = {
  SUPPORT: { en: "support", ja: "支援" },
  COORDINATION: { en: "coordination", ja: "調整" },
};

/** The type of a command relationship in words; acronyms of the field stay. */
export function relationship(type: string, lang: Lang): string {
  return RELATIONSHIPS[type.toUpperCase()]?.[lang] ?? type;
}

/** A text of the document in a language; none for null. */
export function said(text: Said | null, lang: Lang): string {
  return text === null ? "" : text[lang];
}

/** A name within a line of text: its direction of writing does not reach beyond it. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

/** Explanations of the field's terms, shown on hover and focus. */
export const TERMS = {
  opcon: {
    pattern: { en: /\bOPCON\b/, ja: /OPCON/ },
    text: {
      en: "Operational control: authority to organise and employ forces for a mission, without their administration.",
      ja: "運用統制：任務のために部隊を編組し運用する権限。人事・管理は含まない。",
    },
  },
  tacon: {
    pattern: { en: /\bTACON\b/, ja: /TACON/ },
    text: {
      en: "Tactical control: authority to direct movements and manoeuvres for a task.",
      ja: "戦術統制：任務遂行のための移動・機動を指示する権限。",
    },
  },
  cocom: {
    pattern: { en: /\bCOCOM\b/, ja: /COCOM/ },
    text: {
      en: "Combatant command: the full command authority of a United States combatant commander.",
      ja: "戦闘指揮：米統合軍司令官がもつ完全な指揮権限。",
    },
  },
  adcon: {
    pattern: { en: /\bADCON\b/, ja: /ADCON/ },
    text: {
      en: "Administrative control: personnel, pay, training and supply, without command in operations.",
      ja: "行政統制：人事・給与・訓練・補給の権限。作戦の指揮は含まない。",
    },
  },
  interval: {
    pattern: { en: /\bintervals?\b/, ja: /信頼区間|区間/ },
    text: {
      en: "The range in which the true value lies with the stated probability (95 % if nothing else is said), given the model and its assumptions.",
      ja: "モデルと前提の下で、真の値が所定の確率（断りがなければ95 %）で入る範囲。",
    },
  },
  equivalent: {
    pattern: { en: /\bequivalent\b/, ja: /同等/ },
    text: {
      en: "The whole interval of the difference lies within the margin that counts as no difference.",
      ja: "差の区間全体が「差なし」とみなす幅に収まること。",
    },
  },
  undecided: {
    pattern: { en: /\bundecided\b/i, ja: /未決/ },
    text: {
      en: "The interval of the difference allows better, worse or no difference; more replications may decide.",
      ja: "差の区間が改善・悪化・差なしのいずれも許すこと。反復を増やせば決まることがある。",
    },
  },
  better: {
    pattern: { en: /\bbetter\b/, ja: /改善/ },
    text: {
      en: "The interval of the difference lies wholly on the good side, beyond the margin that counts as no difference.",
      ja: "差の区間全体が、差なしとみなす幅を超えて良い側にあること。",
    },
  },
  worse: {
    pattern: { en: /\bworse\b/, ja: /悪化/ },
    text: {
      en: "The interval of the difference lies wholly on the bad side, beyond the margin that counts as no difference.",
      ja: "差の区間全体が、差なしとみなす幅を超えて悪い側にあること。",
    },
  },
  tooFew: {
    pattern: { en: /\btoo few\b/, ja: /事案不足/ },
    text: {
      en: "Too few replications had such an incident for any verdict.",
      ja: "その事案が起きた反復が少なく、判定できないこと。",
    },
  },
  paired: {
    pattern: { en: /\bpaired\b/, ja: /対応のある差/ },
    text: {
      en: "The difference is taken between two designs in the same world with the same luck, incident by incident.",
      ja: "同じ想定世界・同じ偶然で、事案ごとに二つの案の差をとること。",
    },
  },
  replication: {
    pattern: { en: /\breplications?\b/, ja: /反復/ },
    text: {
      en: "One simulated course of the whole period, with its own world and its own luck.",
      ja: "対象期間全体の一回の模擬。それぞれ固有の想定世界と偶然をもつ。",
    },
  },
  world: {
    pattern: { en: /\bworlds?\b/, ja: /想定世界/ },
    text: {
      en: "One set of values for all uncertain numbers, drawn from their ranges.",
      ja: "不確かな数値すべてについて、その範囲から引いた一組の値。",
    },
  },
  luck: {
    pattern: { en: /\bluck\b/, ja: /偶然/ },
    text: {
      en: "What chance decides within a world: when incidents come and how long each step takes.",
      ja: "想定世界の中で偶然が決めるもの。事案の発生時期や各工程の所要時間。",
    },
  },
  billets: {
    pattern: { en: /\bbillets\b/i, ja: /定員/ },
    text: {
      en: "Posts of staff that the headquarters of a design need.",
      ja: "その編成案の司令部が必要とする人員の枠。",
    },
  },
  criticalPath: {
    pattern: { en: /\bcritical path\b/i, ja: /クリティカルパス/ },
    text: {
      en: "The chain of steps and waits that the answer waited for; a shorter step elsewhere would not have helped.",
      ja: "完了を遅らせた工程と待ちの連なり。ほかの工程を短くしても早くならない。",
    },
  },
  onStation: {
    pattern: { en: /\bon station\b/i, ja: /全部隊到着/ },
    text: {
      en: "The forces are where they are needed and can begin.",
      ja: "必要な場所に部隊が到着し、行動を始められる状態。",
    },
  },
  baseline: {
    pattern: { en: /\bbaseline\b/, ja: /基準案/ },
    text: {
      en: "The design with which all others are compared.",
      ja: "ほかのすべての案を比べる基準となる編成案。",
    },
  },
  ecdf: {
    pattern: { en: /\bECDF\b/, ja: /ECDF/ },
    text: {
      en: "The share of incidents that had reached the milestone by each time.",
      ja: "各時点までに節目に達した事案の割合。",
    },
  },
} as const satisfies Record<string, { pattern: Record<Lang, RegExp>; text: Both }>;

export type TermKey = keyof typeof TERMS;
