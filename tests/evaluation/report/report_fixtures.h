// A report with every kind of block.
#pragma once

#include <string>

#include "evaluation/report/report_document.h"

namespace affekt {

/// @param extra  appended to every text that may come from outside
inline Report make_full_report(const std::string& extra = "") {
  const Figure figure{"Curve" + extra, "from 1 to 2" + extra, SvgCanvas(100, 50)};
  Report report;
  report.facts = {{"kind", "classification"},
                  {"tool", {{"version", "1"}, {"commit", "abc"}}},
                  {"data", {{"name", "faces" + extra}}}};
  report.title = "cnn on faces" + extra;
  report.subtitle = "Split test" + extra;
  report.notes = {{true, "few_samples", "Only 5 samples." + extra},
                  {false, "synthetic_data", "Made up." + extra}};
  report.cards = {
      {"Accuracy", "68.9 %" + extra, "of the majority 20 %" + extra, "Share right" + extra, {figure}}};
  const std::vector<std::string> names = {"cat" + extra, "dog"};
  report.sections = {
      {"Scores" + extra,
       "What scores say" + extra,
       {Text{"A remark" + extra, true},
        Table{"Table" + extra,
              "Note" + extra,
              {"Metric" + extra, "Value"},
              {{"UAR" + extra, "61 %\n58 – 64 %" + extra}},
              1},
        Matrix{"confusion", "Confusion" + extra, "True class", "Predicted class", names, {{3, 1}, {0, 4}}},
        FigureGroup{"curve", "Curve" + extra, {figure, figure}},
        Gallery{{{"a.png" + extra, "PNG", {}, {"cat" + extra, "taken for dog"}}}},
        Terms{"What the words mean" + extra, {{"UAR" + extra, "mean of recalls" + extra}}}}},
      {"Origin",
       "",
       {Facts{"Data" + extra, {{"seed", 42}, {"name" + extra, "faces" + extra}}},
        Details{"All rows" + extra, {Table{"", "", {"Row"}, {{"inner cell" + extra}}, 0}}}}}};
  report.tables = {{"rows.csv", "row\ninner cell" + extra + "\n"}};
  return report;
}

}  // namespace affekt
