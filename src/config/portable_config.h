// A config without what says nothing of the experiment: where files lie, and comments. Digests and models are
// made of it, so that the same experiment in another folder is the same experiment.
#pragma once

#include <string>

namespace affekt {

/// The keys and values of an effective config, one a line. Each path that is set is `elsewhere`, so that the
/// text still tells whether it was set, and can be read back.
/// @param yaml  as to_yaml writes it (config/load_config.h), also of another version: the text is not parsed
std::string make_portable_config(const std::string& yaml);

/// SHA-256 of that text.
std::string digest_config(const std::string& yaml);

/// Whether a digest is of this config. Former versions digested the whole text.
bool is_digest_of_config(const std::string& digest, const std::string& yaml);

}  // namespace affekt
