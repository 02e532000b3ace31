// The figures of several reports side by side.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "evaluation/report/report_document.h"

namespace affekt {

struct ReportFigures {
  std::string title;             // above each of its figures
  std::filesystem::path folder;  // figures/ of a report; need not be there
};

/// Those that all of the reports have, by file name. An empty section: there are none.
Section make_side_by_side_section(const std::vector<ReportFigures>& reports);

}  // namespace affekt
