// affekt compare: reports on the same samples -> paired differences with intervals; of more than two, ranks.
#include "evaluation/comparison/compare.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "app/engine/execute.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/log.h"
#include "core/text/text.h"
#include "evaluation/comparison/comparison_page.h"
#include "evaluation/report/page/page_frame.h"
#include "evaluation/report/render_report_html.h"

namespace affekt {
namespace {

nlohmann::json compare(const CompareCommand& command) {
  if (command.more.empty())
    return compare_reports(command.first, command.second, command.bootstrap_samples, command.seed);
  std::vector<std::filesystem::path> paths = {command.first, command.second};
  paths.insert(paths.end(), command.more.begin(), command.more.end());
  return compare_many_reports(paths, command.bootstrap_samples, command.seed);
}

/// Told before the work. @throws ArtifactError
void check_page_place(const std::filesystem::path& page) {
  if (!std::filesystem::exists(page)) return;
  if (!std::filesystem::is_regular_file(page) || !is_page_of_affekt(read_text_file(page)))
    throw ArtifactError(page.string() +
                        ": not replaced, for it was not written by affekt; choose another name for --html");
}

}  // namespace

void execute(const CompareCommand& command) {
  if (!command.html.empty()) check_page_place(command.html);
  const nlohmann::json comparison = compare(command);
  if (!command.html.empty()) {
    write_text_atomically(command.html, to_valid_utf8(render_report_html(make_comparison_page(comparison))));
    log_info("page: " + to_valid_utf8(command.html));
  }
  std::cout << (command.json ? to_json_text(comparison, 2) + "\n"
                             : to_valid_utf8(render_comparison(comparison)));
}

}  // namespace affekt
