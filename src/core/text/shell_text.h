// Commands that messages advise, written so that a shell reads them back.
#pragma once

#include <string>
#include <string_view>

namespace affekt {

/// One word of a command: as it is where that is safe, else in quotes: 'my run', $'gr\xF6sser' (bytes that
/// are no UTF-8, line feeds and other control characters; bash and zsh read this form). Never more than a
/// line.
std::string quote_for_shell(std::string_view word);

}  // namespace affekt
