#include "evaluation/report/write_report_files.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/report/matrix_figure.h"
#include "evaluation/report/render_report_html.h"
#include "evaluation/report/render_report_markdown.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kDigests = "digests";

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw ArtifactError(path.string() + ": can't make the folder: " + error.message());
}

/// The one place where a report's text goes to a file.
void write_valid_text(const fs::path& path, const std::string& text) {
  write_text_atomically(path, valid_utf8(text));
}

void write_figures(const fs::path& folder, const std::vector<Block>& blocks, std::set<std::string>& written) {
  const auto write = [&](const std::string& name, const Figure& figure) {
    if (name.empty()) return;
    write_valid_text(folder / (name + ".svg"), figure.standalone_svg());
    written.insert(name + ".svg");
  };
  for (const Block& block : blocks) {
    if (const auto* group = std::get_if<FigureGroup>(&block)) write(group->name, group->joined());
    if (const auto* matrix = std::get_if<Matrix>(&block)) write(matrix->name, draw_matrix(*matrix));
    if (const auto* details = std::get_if<Details>(&block)) write_figures(folder, details->blocks, written);
  }
}

/// Drawings of affekt in the folder that this report hasn't; anybody else's stay.
void remove_other_figures(const fs::path& folder, const std::set<std::string>& written) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const fs::path& path = entry.path();
    if (path.extension() != ".svg" || written.count(path.filename().string()) > 0) continue;
    if (is_standalone_svg(read_text_file(path))) fs::remove(path, ignored);
  }
}

/// Tables that the former report.json names and this report hasn't.
void remove_other_tables(const fs::path& directory, const fs::path& former_json,
                         const std::vector<CsvTable>& tables) {
  if (!fs::exists(former_json)) return;
  const json former = json::parse(read_text_file(former_json), nullptr, /*allow_exceptions=*/false);
  if (!former.is_object() || !member_or_null(former, kDigests).is_object()) return;
  for (const auto& entry : former[kDigests].items()) {
    const fs::path name = entry.key();
    const bool is_kept = std::any_of(tables.begin(), tables.end(),
                                     [&](const CsvTable& table) { return table.file_name == name; });
    std::error_code ignored;
    if (!is_kept && name == name.filename() && name.extension() == ".csv")
      fs::remove(directory / name, ignored);
  }
}

}  // namespace

json write_report_files(const fs::path& directory, const Report& report, const ReportFileNames& names) {
  const auto path_of = [&](const char* extension) { return directory / (names.stem + extension); };
  const std::string html = render_report_html(report);
  make_folder(directory / names.figures);
  std::set<std::string> figures;
  for (const Section& section : report.sections)
    write_figures(directory / names.figures, section.blocks, figures);
  if (!names.figures.empty()) remove_other_figures(directory / names.figures, figures);
  remove_other_tables(directory, path_of(".json"), report.tables);
  json facts = report.facts;
  for (const CsvTable& table : report.tables) {
    write_text_atomically(directory / table.file_name, table.content);
    facts[kDigests][table.file_name] = sha256_of(table.content);
  }
  if (names.has_markdown) write_valid_text(path_of(".md"), render_report_markdown(report));
  write_valid_text(path_of(".html"), html);
  const std::string text = facts.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
  write_text_atomically(path_of(".json"), text);
  return json::parse(text);
}

Evaluation write_evaluation(Evaluation evaluation) {
  evaluation.report.facts = write_report_files(evaluation.directory, evaluation.report);
  return evaluation;
}

}  // namespace affekt
