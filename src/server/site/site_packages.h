// The npm packages that a page without a server runs in the browser: ONNX Runtime and OpenCV.
#pragma once

#include <filesystem>
#include <vector>

#include "core/files/npm_folder.h"

namespace affekt {

/// Names a copy of the folder scripts/site_packages; no other is looked at then.
constexpr char kSitePackagesVariable[] = "AFFEKT_SITE_PACKAGES";

/// A file of a package, and where a site has it.
struct PackageFile {
  std::filesystem::path source;  // below node_modules
  std::filesystem::path name;    // in the site
  bool is_for_faces = false;     // a site without them does without it
};

/// All that a site takes from the packages.
const std::vector<PackageFile>& package_files();

/// @throws ArtifactError  a package is not installed, with the script that does it
std::filesystem::path find_site_packages();

}  // namespace affekt
