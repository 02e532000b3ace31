// Exported models -> a folder of files that any host serves: the page, and all that reads faces and voices in
// the browser alone.
#pragma once

#include <cstdint>
#include <filesystem>

namespace affekt {

struct SiteSources {
  std::filesystem::path face, voice;  // runs, or model.onnx; one may be empty
};

struct SiteSize {
  int64_t num_files = 0, num_bytes = 0;
};

/// All files are made in a folder of their own and come in at the end, or none does. A site that is there
/// already is replaced; files beside it (such as a host's own) stay.
/// @throws ConfigError    neither model; the folder holds what no export made
/// @throws ArtifactError  a model that can't be read or is of another kind; no cascade; the packages are not
///                        installed; the folder can't be written
SiteSize write_site(const std::filesystem::path& folder, const SiteSources& sources);

}  // namespace affekt
