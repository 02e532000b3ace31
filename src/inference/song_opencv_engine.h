// OpenCV's dnn module as an engine for models of songs: in every build.
#pragma once

#include <memory>

#include "inference/song_engine.h"

namespace affekt {

/// @throws ArtifactError if the file isn't affekt's, isn't of songs, or OpenCV can't load it
std::unique_ptr<SongEngine> make_opencv_song_engine(const std::filesystem::path& onnx_path);

}  // namespace affekt
