#include "evaluation/figures/figure_style.h"

#include <fmt/format.h>

namespace affekt {
namespace {

// Every s1 to s8 can be text, on the surface and on the page, and the surface can be text on it: 4.5 : 1 at
// least. Axes have 3 : 1.
constexpr const char* kLightColours =
    "--surface:#ffffff;--ink:#1b1f24;--muted:#5a6370;--grid:#e4e7eb;--axis:#868f9a;"
    "--heat:#1c4fa8;--on-heat:#ffffff;--on-cell:#000000;--s1:#2563c9;--s2:#b8510a;--s3:#13774f;--s4:#7c46c4;"
    "--s5:#c2347a;--s6:#0b7285;--s7:#8a6a00;--s8:#6f665d;--soft:#dbe6f8;--gap:#f0a35e;--below:#8f3905;";
constexpr const char* kDarkColours =
    "--surface:#161a20;--ink:#e8eaed;--muted:#a2abb7;--grid:#2b323b;--axis:#6b7683;"
    "--heat:#2f6bd0;--on-heat:#ffffff;--on-cell:#e8eaed;--s1:#74a9ff;--s2:#f2a05c;--s3:#5cc795;--s4:#b797f7;"
    "--s5:#f58abb;--s6:#58c7d9;--s7:#e0c04f;--s8:#aaa196;--soft:#24364f;--gap:#b5651d;--below:#a8520f;";

constexpr const char* kFigureRules = R"css(
.fig text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:12px;fill:var(--ink)}
.fig .background{fill:var(--surface)}
.fig text.title{font-size:13px;font-weight:600}
.fig text.tick,.fig text.axis-label{fill:var(--muted);font-size:11px}
.fig text.small{font-size:10px;fill:var(--muted)}
.fig text.on-cell,.fig text.small.on-cell{fill:var(--on-cell)}
.fig text.on-heat,.fig text.small.on-heat{fill:var(--on-heat)}
.fig text.s1{fill:var(--s1)}.fig text.s2{fill:var(--s2)}.fig text.s3{fill:var(--s3)}.fig text.s4{fill:var(--s4)}
.fig line.grid{stroke:var(--grid);stroke-width:1}
.fig line.axis{stroke:var(--axis);stroke-width:1}
.fig line.reference{stroke:var(--muted);stroke-width:1.2;stroke-dasharray:4 4}
.fig line.whisker{stroke:var(--ink);stroke-width:1.5}
.fig .cell{fill:var(--heat);stroke:var(--surface);stroke-width:2}
.fig .empty{fill:var(--grid);opacity:.45;stroke:var(--surface);stroke-width:2}
.fig rect.s1,.fig polygon.s1{fill:var(--s1)}.fig rect.s2,.fig polygon.s2{fill:var(--s2)}
.fig rect.s3,.fig polygon.s3{fill:var(--s3)}.fig rect.s4,.fig polygon.s4{fill:var(--s4)}
.fig rect.s5,.fig polygon.s5{fill:var(--s5)}.fig rect.s6,.fig polygon.s6{fill:var(--s6)}
.fig rect.s7,.fig polygon.s7{fill:var(--s7)}.fig rect.s8,.fig polygon.s8{fill:var(--s8)}
.fig rect.other,.fig polygon.other{fill:var(--muted)}.fig polygon.level{fill:var(--muted)}
.fig polygon{stroke:var(--surface);stroke-width:.8;stroke-linejoin:round}
.fig polygon.dense{stroke:none}
.fig text.on-series{fill:var(--surface);font-weight:600}
.fig rect.soft{fill:var(--soft)}
.fig rect.hover{fill:var(--ink);fill-opacity:0}.fig rect.hover:hover{fill-opacity:.15}
.fig rect.gap{fill:var(--gap);fill-opacity:.6}
.fig rect.histogram{fill:var(--muted);fill-opacity:.45}
.fig polyline{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.fig circle{fill:var(--c);stroke:var(--surface);stroke-width:1.5}
.fig .s1{--c:var(--s1)}.fig .s2{--c:var(--s2)}.fig .s3{--c:var(--s3)}.fig .s4{--c:var(--s4)}
.fig .s5{--c:var(--s5)}.fig .s6{--c:var(--s6)}.fig .s7{--c:var(--s7)}.fig .s8{--c:var(--s8)}
.fig path.mark{fill:var(--c)}
.fig circle.ring{fill:var(--surface);stroke:var(--c);stroke-width:2.5}
.fig line.spread{stroke:var(--c);stroke-width:1.5}
.fig rect.above{fill:var(--heat);stroke:var(--surface);stroke-width:2}
.fig rect.below{fill:var(--below);stroke:var(--surface);stroke-width:2}
.fig circle.target{fill:none;stroke:var(--ink);stroke-width:1.5;stroke-dasharray:3 3}
.fig path.emotion{fill:var(--ink)}
.fig polyline.way{stroke:var(--s2)}
.fig polyline.trial{stroke:var(--s1);stroke-width:1.3}.fig polyline.best{stroke:var(--s2);stroke-width:3}
.fig polyline.quarter-0{opacity:.2}.fig polyline.quarter-1{opacity:.35}.fig polyline.quarter-2{opacity:.55}
)css";

}  // namespace

std::string standalone_figure_style() {
  return fmt::format("svg.fig{{{}}}\n@media screen and (prefers-color-scheme:dark){{svg.fig{{{}}}}}\n{}",
                     kLightColours, kDarkColours, kFigureRules);
}

std::string page_figure_style(const PageColours& page) {
  const std::string dark = fmt::format("color-scheme:dark;{}{}", kDarkColours, page.dark);
  return fmt::format(
      ":root{{color-scheme:light;{}{}}}\n"
      "@media screen and (prefers-color-scheme:dark){{:root:not(:has(#{}:checked)){{{}}}}}\n"
      "@media screen{{:root:has(#{}:checked){{{}}}}}\n{}",
      kLightColours, page.light, page.light_switch, dark, page.dark_switch, dark, kFigureRules);
}

}  // namespace affekt
