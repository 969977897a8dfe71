import type { ToolHandler, ToolOffer } from '@voxrail/client';

/** Fits the recording that the repository ships: "go forward ten meters". */
export const ROBOT_TOOL: ToolOffer = {
  name: 'move_robot',
  description: 'Moves the robot in a direction.',
  parameters: {
    type: 'object',
    properties: {
      direction: { type: 'string', enum: ['forward', 'backward', 'left', 'right'] },
      meters: { type: 'number', description: 'How far to go' },
    },
    required: ['direction', 'meters'],
  },
};

export const moveRobot: ToolHandler = ({ direction, meters }) =>
  Promise.resolve({ status: 'moving', direction, meters });
