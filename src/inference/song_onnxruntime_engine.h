// ONNX Runtime as an engine for models of songs: only in builds where CMake found its C++ package.
#pragma once

#include <memory>

#include "inference/song_engine.h"

#ifdef AFFEKT_WITH_ONNXRUNTIME
namespace affekt {

/// @throws ArtifactError if the file isn't affekt's, isn't of songs, or ONNX Runtime can't load it
std::unique_ptr<SongEngine> make_onnxruntime_song_engine(const std::filesystem::path& onnx_path);

}  // namespace affekt
#endif
