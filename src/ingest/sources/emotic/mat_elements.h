// The elements of a MATLAB 5 file without compression, checked before matio trusts what they declare.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace affekt {

constexpr size_t kMatHeaderBytes = 128, kMatTagBytes = 8;

/// A number of 4 bytes.
uint32_t mat_number_at(std::string_view bytes, size_t at, bool is_little);

/// That every element lies in the one around it, and every array has the bytes for its dimensions: structs,
/// cells, text and numbers, as MATLAB, Octave, SciPy and matio write them.
/// @param bytes  the whole file, header included
/// @throws DataError: names the file, the variable, the byte, what was expected and what is there
void check_mat_elements(const std::filesystem::path& path, std::string_view bytes, bool is_little);

}  // namespace affekt
