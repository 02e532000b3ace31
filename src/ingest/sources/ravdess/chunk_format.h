// The chunk of a WAV or AIFF file that tells its sample rate, its channels and the coding of its samples.
#pragma once

#include <cstdint>
#include <string>

namespace affekt {

struct ChunkFormat {
  std::string fault;        // why the sound can't be read; empty: all is well
  int64_t num_frames = 0;   // AIFF: promised; 0: not told, or not to be compared with bytes
  int64_t frame_bytes = 1;  // AIFF: of a sample of every channel
};

/// @param chunk  content of "fmt "
ChunkFormat read_wav_format(const std::string& chunk, bool big_endian);

/// @param chunk  content of "COMM"  @param is_compressed  AIFC: a frame's bytes aren't known
ChunkFormat read_aiff_format(const std::string& chunk, bool is_compressed);

}  // namespace affekt
