#include "core/files/local_file.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/text/text.h"

namespace affekt {
namespace {

constexpr char kPreparedPath[] = "prepared_path";

std::filesystem::path local_file(const std::filesystem::path& directory) {
  return directory / "local.json";
}

}  // namespace

void write_prepared_path(const std::filesystem::path& directory, const std::filesystem::path& prepared) {
  const nlohmann::json json = {{kPreparedPath, escape_path(std::filesystem::absolute(prepared).string())}};
  write_text_atomically(local_file(directory), to_json_text(json, 2) + "\n");
}

std::string explain_unknown_data(const std::filesystem::path& model) {
  const bool is_run = std::filesystem::is_directory(model);
  return std::string(is_run ? "there is no local.json in this run, so it does not say where its data is"
                            : "an ONNX file does not say where its data is") +
         "; name a prepared file with --data FILE.h5";
}

std::filesystem::path read_prepared_path(const std::filesystem::path& directory) {
  const std::filesystem::path file = local_file(directory);
  if (!std::filesystem::exists(file)) return {};
  const auto json = nlohmann::json::parse(read_text_file(file), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains(kPreparedPath) || !json[kPreparedPath].is_string())
    throw ArtifactError(file.string() + ": damaged; expected {\"" + kPreparedPath +
                        "\": \"FILE.h5\"}. Remove it, and name a prepared file with --data FILE.h5");
  return unescape_path(json[kPreparedPath].get_ref<const std::string&>());
}

}  // namespace affekt
