#include "server/site/site_packages.h"

#include "core/error.h"

namespace affekt {

const std::vector<PackageFile>& package_files() {
  // Of ONNX Runtime's builds the one for one thread, which any host can serve: threads need headers from it
  // (cross-origin isolation).
  static const std::vector<PackageFile> files = {
      {"onnxruntime-web/dist/ort.wasm.min.js", "library/ort.wasm.min.js"},
      {"onnxruntime-web/dist/ort-wasm-simd.wasm", "library/ort-wasm-simd.wasm"},
      {"@techstark/opencv-js/dist/opencv.js", "library/opencv.js", true},
      {"@techstark/opencv-js/LICENSE", "library/opencv-LICENSE.txt", true}};
  return files;
}

std::filesystem::path find_site_packages() {
  NpmFolderRules rules = {"site_packages",
                          "share/affekt/site_packages",
                          "The npm packages of a page without a server are",
                          kSitePackagesVariable,
                          AFFEKT_SITE_PACKAGES_SOURCE,
                          "package-lock.json",
                          {}};
  for (const PackageFile& file : package_files()) rules.needed.push_back(file.source);
  const NpmFolder found = find_npm_folder(rules);
  if (!found.fault.empty()) throw ArtifactError(found.fault);
  return found.folder / "node_modules";
}

}  // namespace affekt
