// A report -> its files: the page, Markdown, JSON, figures and tables.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "evaluation/report/evaluation.h"

namespace affekt {

struct ReportFileNames {
  std::string stem = "report";                // report.html, report.md, report.json
  std::filesystem::path figures = "figures";  // inside the report's folder; empty: in the folder itself
  bool has_markdown = true;
};

/// Writes figures/<name>.svg of every figure group and matrix with a name, the CSV tables, report.md,
/// report.html and report.json: all of them or, after an error, none. Figures and tables that a former report
/// wrote there and this one lacks are removed. All of it is valid UTF-8, see
/// core/text/text.h.
/// report.json has more members than report.facts:
///   tool     see describe_tool; where the facts have none
///   digests  {file: SHA-256} of the tables, the page, the Markdown and the figures ("figures/curves.svg")
///   content_digest  see report_digest.h
/// @return the content of report.json as it can be read there
/// @throws ArtifactError if the folder can't be made or written, or a file there is not of a report of affekt
nlohmann::json write_report_files(const std::filesystem::path& directory, const Report& report,
                                  const ReportFileNames& names = {});

/// write_report_files, with the facts as they were written.
Evaluation write_evaluation(Evaluation evaluation);

}  // namespace affekt
