#include "runs/manifest.h"

#include <sys/utsname.h>
#include <torch/torch.h>
#include <torch/version.h>

#include <string>

#include "core/files/atomic_file.h"
#include "core/process/processor.h"
#include "core/process/threads.h"
#include "core/text/text.h"
#include "core/version.h"

namespace affekt {
namespace {

nlohmann::json describe_environment() {
  utsname system{};
  uname(&system);
  return {{"affekt", tool_version()},
          {"commit", git_commit()},
          {"libtorch", TORCH_VERSION},
          {"compiler", __VERSION__},
          {"system", std::string(system.sysname) + " " + system.release + " " + system.machine},
          {"processor", processor_name()},
          {"physical_cores", count_physical_cores()},
          {"intra_op_threads", at::get_num_threads()}};
}

}  // namespace

nlohmann::json make_manifest(int64_t seed, const ManifestData& data) {
  auto manifest = describe_environment();
  manifest["seed"] = seed;
  manifest["data"] = {{"name", data.name}, {"digest", data.digest}, {"source_digest", data.source_digest}};
  return manifest;
}

void write_manifest(const std::filesystem::path& path, const nlohmann::json& manifest) {
  write_text_atomically(path, to_json_text(manifest, 2) + "\n");
}

std::optional<ManifestData> read_manifest_data(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  const auto manifest = nlohmann::json::parse(read_text_file(path), nullptr, /*allow_exceptions=*/false);
  const auto text_of = [&](const char* pointer) {
    const nlohmann::json::json_pointer member(pointer);
    const bool is_there = manifest.contains(member) && manifest.at(member).is_string();
    return is_there ? manifest.at(member).get<std::string>() : std::string();
  };
  const ManifestData data = {text_of("/data/name"), text_of("/data/digest"), text_of("/data/source_digest")};
  return data.digest.empty() ? std::nullopt : std::make_optional(data);
}

}  // namespace affekt
