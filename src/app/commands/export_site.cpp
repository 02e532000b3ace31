// affekt export-site: exported models and the page -> a folder that does faces and voices without a server.
#include <fmt/format.h>

#include <iostream>

#include "app/player/execute_player.h"
#include "core/process/log.h"
#include "core/text/count_text.h"
#include "core/text/shell_text.h"
#include "server/site/write_site.h"

namespace affekt {

void execute(const ExportSiteCommand& command) {
  const SiteSize size = write_site(command.folder, {command.face_model, command.voice_model});
  log_info(
      fmt::format("{} with {:.1f} MB: serve them from any host of files, such as `python3 -m http.server "
                  "--bind 127.0.0.1 --directory {}`",
                  count_of(size.num_files, "file"), static_cast<double>(size.num_bytes) / 1e6,
                  quote_for_shell(command.folder)));
  std::cout << command.folder << "\n";
}

}  // namespace affekt
