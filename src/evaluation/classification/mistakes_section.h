// The worst mistakes in report.html: pictures, drawn waveforms, or a plain list that shows no data.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "store/prepared_file.h"

namespace affekt {

/// @param samples  those of the report; null: a list
std::string render_mistakes_html(const nlohmann::json& report, const Samples* samples);

}  // namespace affekt
