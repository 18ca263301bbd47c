"""The park's pages: lists with search and export, editors of schedules, scenes and spaces, the file."""
