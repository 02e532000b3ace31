// The style sheet of every HTML page: light and dark, from phone to wide screen, and on paper.
#pragma once

namespace affekt {

/// What pages add to the colours of figures, see page_figure_style(). --control: of borders that must be
/// seen.
constexpr const char* kLightPageColours =
    "--page:#f4f6f8;--line:#dde2e7;--control:#868f9a;--shade:#c3c9d0;--link:#1d4fb3;--focus:#1d4fb3;--warn:#"
    "8a4b00;"
    "--warn-soft:#fff3df;--warn-line:#e8b566;--heat-rgb:28 79 168;";
constexpr const char* kDarkPageColours =
    "--page:#0e1115;--line:#2b323b;--control:#6b7683;--shade:#3a424d;--link:#8fb9ff;--focus:#8fb9ff;--warn:#"
    "f6c177;"
    "--warn-soft:#2b2113;--warn-line:#7a5a26;--heat-rgb:47 107 208;";

constexpr const char* kPageStyle = R"css(
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:12px}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
header,main{max-width:1140px;margin:0 auto;padding:0 20px}
header{display:flex;flex-wrap:wrap;gap:10px 24px;justify-content:space-between;align-items:flex-start;padding-top:28px}
header>div{flex:1 1 300px;min-width:0}
main{padding-bottom:56px;outline:none}
h1{font-size:30px;line-height:1.2;margin:0 0 6px;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:19px;margin:0 0 4px;overflow-wrap:anywhere}
h3{font-size:15px;margin:20px 0 6px;overflow-wrap:anywhere}
p{margin:0 0 10px;overflow-wrap:anywhere}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:4px}
.hidden{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:8px;top:-60px;padding:8px 14px;background:var(--surface);border:1px solid var(--control);border-radius:8px;z-index:1}
.skip:focus{top:8px}
.switch{display:flex;flex:none;margin:2px 0 0;padding:0;border:1px solid var(--control);border-radius:8px;font-size:13px}
.switch label{position:relative;padding:5px 11px;cursor:pointer;color:var(--muted);border-radius:7px}
.switch input{position:absolute;inset:0;margin:0;opacity:0;cursor:pointer}
.switch label:has(:checked){background:var(--soft);color:var(--ink);font-weight:600}
.switch label:has(:focus-visible){outline:3px solid var(--focus);outline-offset:2px}
@supports not selector(:has(a)){.switch{display:none}}
nav li{min-width:0}
nav ul{display:flex;flex-wrap:wrap;gap:6px 8px;margin:18px 0 0;padding:0;list-style:none;font-size:14px}
nav a{display:block;padding:4px 11px;border:1px solid var(--line);border-radius:8px;background:var(--surface);text-decoration:none;overflow-wrap:anywhere}
nav a:hover{text-decoration:underline}
.lead{color:var(--muted);margin:0}
.muted,figcaption,caption,th{color:var(--muted)}
.muted{font-size:13.5px}
section,.card{background:var(--surface);border:1px solid var(--line);border-radius:12px}
section{padding:20px 22px;margin:18px 0 0;min-width:0}
.note{border-radius:10px;border:1px solid var(--line);background:var(--surface);padding:11px 16px;margin:10px 0 0;overflow-wrap:anywhere}
.note.warning{border-color:var(--warn-line);background:var(--warn-soft)}
.note.warning b{color:var(--warn)}
.note>details{margin:0}
.flag{margin:12px 0 0;font-weight:600}
.flag a{color:var(--warn)}
.note p{margin:8px 0 0}
.cards{display:grid;grid-template-columns:repeat(3,1fr);gap:14px;margin:18px 0 0}
.card{padding:16px 18px 12px;min-width:0}
.card h2{font-size:14px;font-weight:600;color:var(--muted);margin:0}
.card .value{font-size:38px;font-weight:680;line-height:1.15;letter-spacing:-.02em;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.card .below{color:var(--muted);font-size:13.5px;margin:0 0 8px;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:0 18px;align-items:stretch}
.columns>*,.halves>*{min-width:0}
.halves{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 18px}
p.remark{margin-top:10px}
td .long,th .long{white-space:normal;min-width:15em;overflow-wrap:anywhere}
td small{display:block;font-size:12px;font-weight:400;color:var(--muted)}
.panels{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));gap:14px;margin-top:12px}
.panels>*{min-width:0}
figure{margin:12px 0 0}
svg.fig{display:block;width:100%;height:auto;margin:0 auto}
.scroll{overflow-x:auto;container-type:inline-size;margin-top:10px;background:linear-gradient(90deg,var(--surface) 40%,transparent) local,linear-gradient(270deg,var(--surface) 40%,transparent) 100% 0 local,linear-gradient(90deg,var(--shade),transparent) scroll,linear-gradient(270deg,var(--shade),transparent) 100% 0 scroll;background-repeat:no-repeat;background-size:40px 100%,40px 100%,12px 100%,12px 100%}
.wide label{display:none;font-size:13px;color:var(--muted);margin-top:10px}
.wide input{width:18px;height:18px;margin:0 6px 0 0;vertical-align:-3px;accent-color:var(--link)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:14px}
caption{text-align:left;font-size:13px;padding:0}
caption>div{position:sticky;left:0;max-width:100cqi;padding-bottom:6px}
caption h3{margin:10px 0 0;color:var(--ink)}
th,td{padding:6px 8px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th{font-weight:600;font-size:13px}
thead th{white-space:normal;vertical-align:bottom}
th:first-child,td:first-child{text-align:left;padding-left:0}
tbody th{color:var(--ink);font-weight:500;font-size:14px}
tr:last-child>td,tr:last-child>th{border-bottom:0}
td.strong{font-weight:650}
.scroll tbody th{position:sticky;left:0;background:var(--surface)}
table.matrix{table-layout:fixed;border-collapse:separate;border-spacing:2px;min-width:calc(74px + 46px*var(--columns));font-size:12.5px}
table.matrix tr>:first-child{width:70px}
table.matrix td,table.matrix th{border:0;padding:7px 1px;text-align:center}
table.matrix tbody th{text-align:right;padding-right:8px;overflow-wrap:anywhere;white-space:normal}
table.matrix td{border-radius:5px;line-height:1.25;color:var(--on-cell);background:rgb(var(--heat-rgb)/calc(.05 + .95*var(--share)));print-color-adjust:exact}
table.matrix td.corner{background:none}
table.matrix td.none{background:color-mix(in srgb,var(--grid) 45%,transparent);color:var(--muted)}
table.matrix td.dark{color:var(--on-heat)}
table.matrix small{font-size:11px;color:inherit}
table.matrix thead th,table.matrix tbody th{font-size:11.5px}
table.matrix thead th{overflow-wrap:anywhere}
table.facts td{text-align:left;white-space:normal;overflow-wrap:anywhere;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:12.5px}
table.facts th{text-align:left;padding-left:0;width:38%;white-space:normal;overflow-wrap:anywhere;font-size:13px;vertical-align:top}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(124px,1fr));gap:16px 14px;margin-top:14px}
.gallery figure{margin:0;min-width:0}
.gallery.drawn{grid-template-columns:repeat(auto-fill,minmax(min(100%,200px),1fr))}
.gallery img{display:block;width:100%;aspect-ratio:1;object-fit:contain;image-rendering:pixelated;border-radius:8px;background:var(--grid)}
.gallery.drawn img{aspect-ratio:auto}
.gallery figcaption{font-size:12.5px;line-height:1.35;margin-top:6px;overflow-wrap:anywhere}
.gallery b{color:var(--ink);font-weight:600}
dl.words{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:10px 0 0;font-size:13.5px;overflow-wrap:anywhere}
dl.words dt{font-weight:600}
dl.words dd{margin:0;color:var(--muted)}
details{margin-top:14px}
summary{overflow-wrap:anywhere;cursor:pointer;font-weight:600;font-size:14px;padding:2px 0}
@media (min-width:761px){
table.matrix.turned{min-width:calc(74px + 40px*var(--columns))}
table.matrix.turned thead th{writing-mode:vertical-rl;transform:rotate(180deg);text-align:left;vertical-align:middle;padding:2px 0 6px;height:74px;white-space:nowrap}
}
@media (max-width:840px){
.wide label{display:block}
.wide label:has(:checked)+.scroll>*{min-width:var(--width)}
}
@media (max-width:980px){.halves{grid-template-columns:minmax(0,1fr)}}
@media (max-width:760px){
header,main{padding-left:12px;padding-right:12px}
header{padding-top:18px}
main{padding-bottom:40px}
h1{font-size:24px}
section{padding:16px 14px;border-radius:10px}
.cards{grid-template-columns:1fr;gap:10px}
.card{padding:12px 14px 8px;display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 12px;align-items:center}
.card .value{font-size:28px;text-align:right}
.card>:not(h2,.value){grid-column:1/3}
th,td{padding:6px 7px}
td .long,th .long{min-width:9em}
dl.words{grid-template-columns:1fr;gap:0}
dl.words dd{margin-bottom:8px}
table.matrix{min-width:calc(62px + 33px*var(--columns));font-size:10.5px;border-spacing:1px}
table.matrix tr>:first-child{width:62px}
table.matrix td{padding:7px 0}
table.matrix thead th{writing-mode:vertical-rl;transform:rotate(180deg);text-align:left;vertical-align:middle;padding:2px 0 6px;height:66px;white-space:nowrap}
table.matrix td small{font-size:10px}
.gallery{grid-template-columns:repeat(auto-fill,minmax(96px,1fr));gap:14px 10px}
}
@media print{
@page{margin:14mm}
body{background:none;font-size:10pt}
header,main{max-width:none;padding:0}
nav,.skip,.switch,.flag,.wide label{display:none}
section{border:0;border-radius:0;padding:0;margin-top:14pt}
.card,.note,figure,tr{break-inside:avoid}
.cards{grid-template-columns:repeat(3,1fr)}
.card .value{font-size:20pt}
h2,h3,summary,caption{break-after:avoid}
.scroll{overflow:visible;container-type:normal;background:none}
table{font-size:8pt}
th,td{white-space:normal;padding:2pt 4pt;overflow-wrap:anywhere}
.scroll tbody th{position:static}
table.matrix,table.matrix.turned{min-width:0;font-size:7pt;border-spacing:1px}
table.matrix td,table.matrix td small,table.matrix thead th,table.matrix tbody th{font-size:7pt;padding-left:0;padding-right:0}
details::details-content{content-visibility:visible;height:auto}
summary{list-style:none}
.halves{display:block}
svg.fig{max-height:220mm}
}
)css";

}  // namespace affekt
