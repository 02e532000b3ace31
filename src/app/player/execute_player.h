// The commands of the player, one overload each; commands/<name>.cpp has its body.
#pragma once

#include "app/player/player_commands.h"

namespace affekt {

/// Does the whole command and prints its result on stdout. @throws Error as its rooms do
void execute(const RecommendCommand& command);
void execute(const ServeCommand& command);
void execute(const SpotifyCommand& command);
void execute(const ExportSiteCommand& command);

}  // namespace affekt
