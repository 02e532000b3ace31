#include "runs/import/weight_file.h"

#include <algorithm>

#include "core/error.h"
#include "core/files/lfs_pointer.h"
#include "runs/import/pth_legacy.h"
#include "runs/import/pth_zip.h"
#include "runs/import/safetensors_header.h"

namespace affekt {
namespace {

struct OtherFile {
  std::string_view beginning;
  const char* what;
};
constexpr OtherFile kOtherFiles[] = {
    {"<", "a page of a web site: the download has failed"},
    {"\x89HDF", "an HDF5 file, as Keras writes them"},
    {"\x1f\x8b", "a gzip file: unpack it"},
    {"\x80", "a pickle that is none of torch.save's"},
};

WeightFile parse_by_content(std::string_view bytes, const std::string& where) {
  if (looks_like_pth_zip(bytes)) return parse_pth_zip(bytes, where);
  if (looks_like_pth_legacy(bytes)) return parse_pth_legacy(bytes, where);
  if (looks_like_safetensors(bytes)) return parse_safetensors(bytes, where);
  if (const std::string why = explain_lfs_pointer(bytes.substr(0, 200)); !why.empty())
    throw ArtifactError(where + ": " + why);
  std::string what = bytes.empty() ? "an empty file" : "something else";
  for (const auto& other : kOtherFiles)
    if (bytes.substr(0, other.beginning.size()) == other.beginning) what = other.what;
  throw ArtifactError(where + ": weights expected (.safetensors, or .pth as torch.save writes it), got " +
                      what + " (" + std::to_string(bytes.size()) + " bytes)");
}

}  // namespace

WeightFile parse_weight_file(std::string_view bytes, const std::string& where) {
  constexpr std::string_view kDataParallel = "module.";
  WeightFile file = parse_by_content(bytes, where);
  const bool have_all =
      std::all_of(file.tensors.begin(), file.tensors.end(), [&](const WeightTensor& tensor) {
        return tensor.name.compare(0, kDataParallel.size(), kDataParallel) == 0;
      });
  if (!have_all) return file;
  for (auto& tensor : file.tensors) tensor.name.erase(0, kDataParallel.size());
  return file;
}

}  // namespace affekt
