export { IconButton } from "../ui/IconButton.tsx";
