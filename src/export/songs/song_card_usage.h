// The parts of a song model's card that say how to run it and what not to expect of it.
#pragma once

#include <string>

#include "affect/song_model.h"

namespace affekt {

/// Markdown list.
std::string describe_song_limits(const SongModel& model);

/// Markdown: code that runs the model in Python, JavaScript and C++, and reads the emotion policy if any.
std::string describe_song_usage(const SongModel& model);

}  // namespace affekt
