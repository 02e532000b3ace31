// OGG: pages, each with a number and a checksum. libvorbis steps over what is lost between them in silence.
#pragma once

#include <string>

#include "ingest/sources/ravdess/audio_bytes.h"

namespace affekt {

/// @param begin  of the first page
/// @return       why not all of its sound is there: cut, damaged, a page lost, a second recording behind the
///               first (libsndfile reads one); empty: all is well
std::string find_ogg_fault(const AudioBytes& bytes, int64_t begin);

}  // namespace affekt
