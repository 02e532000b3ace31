// The mood that the options of recommend tell: in words, as a point, by a picture, by a recording.
#pragma once

#include <string>
#include <vector>

#include "app/player/player_commands.h"
#include "perception/listener_mood.h"

namespace affekt {

/// @throws ConfigError naming the nearest of those that are known
void require_known(const std::string& option, const std::string& word, const std::vector<std::string>& known);

/// Told in several ways, they count the same; a face and a voice are one of these ways.
/// @param notes  gets what the listener should know
/// @throws ConfigError  no mood, an unknown one, options that don't go together; else as read_listener
ListenerMood read_mood(const RecommendCommand& command, std::vector<std::string>& notes);

}  // namespace affekt
