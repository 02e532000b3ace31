// RAVDESS: recordings of 24 actors in the layouts that it is found in, as waveforms with one emotion each.
#pragma once

#include <memory>

#include "config/experiment_config.h"
#include "ingest/sources/source.h"

namespace affekt {

/// Takes a folder with the recordings themselves, with Actor_NN/ folders, or with the published outer
/// folders Audio_Speech_Actors_01-24/ and Audio_Song_Actors_01-24/; WAV, FLAC, OGG or AIFF. Of data.audio:
/// trim_db, min_seconds, vocal_channel, calm. A recording that lies there twice under one name (the 48 kHz
/// original and a 16 kHz copy) is taken once, uncompressed before compressed, and said so.
///
/// Classes: neutral calm happy sad angry fearful disgust surprised; song lacks the last two, calm may be
/// merged into neutral or dropped. Groups: "Actor_NN". Samples come sorted by path.
/// Bad samples: a code outside its range; an actor that isn't the folder's; an audio file with another name;
/// and what read_recording refuses. Ignored, in words: files that aren't sound only, and what isn't sound.
/// @throws DataError naming what was looked for if there is nothing of this kind
std::unique_ptr<Source> open_ravdess(const DataConfig& config);

}  // namespace affekt
