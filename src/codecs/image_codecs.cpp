#include "codecs/image_codecs.h"

#include <dlfcn.h>

#include <filesystem>

#include "codecs/codecs_interface.h"
#include "core/error.h"
#include "core/files/program_prefix.h"

namespace affekt {
namespace {

const CodecsInterface& load_codecs() {
  // Never closed, as its own libraries have exit handlers.
  const std::filesystem::path path = own_library_path(kCodecsFileName);
  void* const library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw ArtifactError("can't load affekt's own library: " + std::string(dlerror()));
  const auto* codecs = static_cast<const CodecsInterface*>(dlsym(library, kCodecsName));
  if (codecs == nullptr) throw ArtifactError(path.string() + ": not affekt's: " + std::string(dlerror()));
  return *codecs;
}

const CodecsInterface& codecs() {
  static const CodecsInterface& loaded = load_codecs();
  return loaded;
}

}  // namespace

cv::Mat decode_image(const std::vector<uint8_t>& bytes, int flags) {
  return codecs().decode(bytes, flags);
}

std::vector<uint8_t> encode_image(const std::string& extension, const cv::Mat& image,
                                  const std::vector<int>& parameters) {
  std::vector<uint8_t> bytes;
  AFFEKT_CHECK(codecs().encode(extension, image, bytes, parameters), "OpenCV can't encode " + extension);
  return bytes;
}

}  // namespace affekt
