#include "evaluation/report/write_report_files.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/json_file.h"
#include "core/files/staging_folder.h"
#include "core/text/text.h"
#include "evaluation/report/matrix_figure.h"
#include "evaluation/report/render_report_html.h"
#include "evaluation/report/render_report_markdown.h"
#include "evaluation/report/report_digest.h"
#include "evaluation/report/report_folder.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kDigests = "digests";

/// Adds all figures and matrices with a name.
void draw_figures(const std::vector<Block>& blocks, const fs::path& folder,
                  std::map<fs::path, std::string>& files) {
  const auto draw = [&](const std::string& name, const Figure& figure) {
    if (!name.empty()) files[folder / (name + ".svg")] = figure.standalone_svg();
  };
  for (const Block& block : blocks) {
    if (const auto* group = std::get_if<FigureGroup>(&block)) draw(group->name, group->joined());
    if (const auto* matrix = std::get_if<Matrix>(&block)) draw(matrix->name, draw_matrix(*matrix));
    if (const auto* details = std::get_if<Details>(&block)) draw_figures(details->blocks, folder, files);
  }
}

/// What a former report wrote: drawings of affekt, and the tables that its JSON file names.
std::vector<fs::path> list_former_files(const fs::path& directory, const ReportFileNames& names) {
  std::vector<fs::path> files;
  if (!names.figures.empty() && fs::is_directory(directory / names.figures))
    for (const fs::directory_entry& entry : fs::directory_iterator(directory / names.figures))
      if (entry.is_regular_file() && entry.path().extension() == ".svg" &&
          is_standalone_svg(read_text_file(entry.path())))
        files.push_back(names.figures / entry.path().filename());
  const json former = read_json_object(directory / (names.stem + ".json"));
  for (const auto& entry : member_or_null(former, kDigests).items()) {
    const fs::path name = entry.key();
    if (name == name.filename() && name.extension() == ".csv") files.push_back(name);
  }
  return files;
}

}  // namespace

json write_report_files(const fs::path& directory, const Report& report, const ReportFileNames& names) {
  json facts = report.facts;
  facts.emplace("tool", describe_tool());
  std::map<fs::path, std::string> files = {{names.stem + ".html", render_report_html(report)}};
  if (names.has_markdown) files[names.stem + ".md"] = render_report_markdown(report);
  for (const CsvTable& table : report.tables) files[table.file_name] = table.content;
  for (const Section& section : report.sections) draw_figures(section.blocks, names.figures, files);
  for (const auto& [name, content] : files)
    facts[kDigests][name.generic_string()] = sha256_of(to_valid_utf8(content));
  facts[kReportDigestKey] = digest_report(facts);
  const std::string text = to_json_text(facts, 2) + "\n";
  files[names.stem + ".json"] = text;

  std::vector<fs::path> names_of_files;
  for (const auto& file : files) names_of_files.push_back(file.first);
  const std::string foreign = find_foreign_file(directory, names.stem, names_of_files);
  if (!foreign.empty())
    throw ArtifactError(
        fmt::format("{}: not replaced, for it was not written by affekt; choose another --out",
                    (directory / foreign).string()));
  StagingFolder staging(directory, names.stem + ".json");
  fs::create_directories(staging / names.figures);
  for (const auto& [name, content] : files) write_text_atomically(staging / name, to_valid_utf8(content));
  staging.move_in(list_former_files(directory, names));
  return json::parse(text);
}

Evaluation write_evaluation(Evaluation evaluation) {
  evaluation.report.facts = write_report_files(evaluation.directory, evaluation.report);
  return evaluation;
}

}  // namespace affekt
